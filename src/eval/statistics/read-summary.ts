/** Results of evaluation runs, for comparison. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { parseJson, readText } from '../../files/text.js';
import type { ValueDifference } from '../../options/changes.js';
import { valueDifferences } from '../../options/changes.js';
import type { Metric } from './summary.js';

const metricSchema: z.ZodType<Metric> = z.object({
	value: z.number().nullable(),
	count: z.int(),
	interval: z.tuple([z.number(), z.number()]).readonly().nullable(),
	definition: z.string(),
});

const summarySchema = z.object({
	metrics: z.record(z.string(), metricSchema),
	protocol: z.record(z.string(), z.unknown()),
});

/** Parts of a run's `summary.json` that a comparison needs. */
export interface RunSummary extends z.output<typeof summarySchema> {
	/** Folder of the run, as given. */
	readonly run: string;
}

/**
 * Reads a run's `summary.json`.
 *
 * @throws {Error} when there is none, or when it isn't that of an evaluation
 */
export async function readSummary(run: string): Promise<RunSummary> {
	const file = path.join(run, 'summary.json');
	const text = await readText(file).catch((cause) => {
		const remedy = existsSync(path.join(run, 'shard.json'))
			? `\`${run}\` is one shard of an evaluation, join all of them by \`mmc merge\``
			: `is \`${run}\` the folder of a finished evaluation run?`;
		throw new Error(`\`${file}\` can't be read: ${remedy}`, { cause });
	});
	try {
		return { run, ...summarySchema.parse(parseJson(text)) };
	} catch (cause) {
		throw new Error(`\`${file}\` isn't the summary of an evaluation run`, { cause });
	}
}

/** Lists the points of the protocol in which the runs differ; empty when their figures can be compared. */
export function protocolDifferences(summaries: readonly RunSummary[]): readonly ValueDifference[] {
	return valueDifferences(summaries.map(({ protocol }) => protocol));
}
