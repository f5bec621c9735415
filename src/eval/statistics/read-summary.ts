/** The results of evaluation runs, read to stand side by side. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';

const metricSchema = z.object({
	value: z.number().nullable(),
	count: z.int().optional(),
	/** Bounds of the 95% confidence interval. */
	interval: z.tuple([z.number(), z.number()]).readonly().nullish(),
	definition: z.string().optional(),
});

const summarySchema = z.object({
	metrics: z.record(z.string(), metricSchema),
	protocol: z.record(z.string(), z.unknown()),
});

export type Metric = z.output<typeof metricSchema>;

/** What comparing needs of a run's `summary.json`. */
export interface RunSummary extends z.output<typeof summarySchema> {
	/** As given: the run's folder. */
	readonly run: string;
}

/** A point in which runs differ: its value in each run, in their order, as JSON. */
export interface ValueDifference {
	readonly path: string;
	readonly values: readonly string[];
}

/**
 * Reads a run's `summary.json`.
 *
 * @throws {Error} when there is none, or when it isn't that of an evaluation
 */
export async function readSummary(run: string): Promise<RunSummary> {
	const file = path.join(run, 'summary.json');
	const text = await readFile(file, 'utf8').catch((cause) => {
		const remedy = existsSync(path.join(run, 'shard.json'))
			? `\`${run}\` is one shard of an evaluation, join all of them by \`mmc merge\``
			: `is \`${run}\` the folder of a finished evaluation run?`;
		throw new Error(`\`${file}\` can't be read: ${remedy}`, { cause });
	});
	try {
		return { run, ...summarySchema.parse(JSON.parse(text)) };
	} catch (cause) {
		throw new Error(`\`${file}\` isn't the summary of an evaluation run`, { cause });
	}
}

/** Lists the points of the protocol in which the runs differ; empty when their figures can be compared. */
export function protocolDifferences(summaries: readonly RunSummary[]): readonly ValueDifference[] {
	return valueDifferences(summaries.map(({ protocol }) => protocol));
}

/** Lists the points in which nested objects differ. */
export function valueDifferences(objects: readonly object[]): readonly ValueDifference[] {
	const flat = objects.map((object) => new Map(flatten(object)));
	const paths = [...new Set(flat.flatMap((values) => [...values.keys()]))];
	return paths
		.map((point) => ({ path: point, values: flat.map((values) => values.get(point) ?? 'absent') }))
		.filter(({ values }) => new Set(values).size > 1);
}

/** Every value of a nested object as JSON, by its dotted path. */
function flatten(value: unknown, at: readonly string[] = []): [string, string][] {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		return [[at.join('.'), JSON.stringify(value)]];
	}

	return Object.entries(value).flatMap(([key, inner]) => flatten(inner, [...at, key]));
}
