import { createReadStream, existsSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { parseJson, readText } from '../../files/text.js';
import { valueDifferences } from '../../options/changes.js';
import { recordsFile, similarityRecordsFile } from '../statistics/records.js';
import type { Shard, ShardFrame, WrittenShard } from './shards.js';

/** All shards of one evaluation. */
export interface Shards extends Omit<ShardFrame, 'shard'> {
	/** Name of the files of records. */
	readonly file: string;
	/** Existing files: a shard whose photos have no object has none. */
	readonly files: readonly string[];
}

const group = z.record(z.string(), z.unknown());
const shardSchema = z.object({
	shard: z.object({ index: z.int(), count: z.int() }),
	threshold: z.number().optional(),
	file: z.enum([recordsFile, similarityRecordsFile]),
	records: z.int(),
	summary: z.object({
		protocol: group,
		model: group,
		optionsHash: z.string(),
		seed: z.int(),
		versions: z.record(z.string(), z.string()),
	}),
});

/**
 * Reads the shards of an evaluation.
 *
 * @throws {Error} when one is missing, given twice or not whole, or when they are not of the same evaluation
 */
export async function readShards(runs: readonly string[]): Promise<Shards> {
	const shards = await Promise.all(runs.map(readShard));
	checkSameEvaluation(shards);
	checkComplete(shards);
	await Promise.all(shards.map(checkRecords));
	const { file, threshold, summary } = shards[0]!;
	const written = shards.filter(({ records }) => records > 0);
	return { file, threshold, summary, files: written.map(({ folder }) => path.join(folder, file)) };
}

async function readShard(folder: string): Promise<WrittenShard> {
	const file = path.join(folder, 'shard.json');
	const text = await readText(file).catch((cause) => {
		const remedy = existsSync(path.join(folder, 'summary.json'))
			? 'it is whole already'
			: 'is it the folder of a finished run with `shard=i/n`?';
		throw new Error(`\`${folder}\` is no shard, it has no \`shard.json\`: ${remedy}`, { cause });
	});
	try {
		return { folder, ...shardSchema.parse(parseJson(text)) };
	} catch (cause) {
		throw new Error(`\`${file}\` isn't what a run with \`shard=i/n\` writes: do this shard again`, { cause });
	}
}

function checkSameEvaluation(shards: readonly WrittenShard[]): void {
	const differences = valueDifferences(
		shards.map(({ shard, file, threshold = null, summary }) => ({
			shards: shard.count,
			file,
			threshold,
			...summary,
		})),
	);
	if (differences.length === 0) return;

	const lines = differences.map(({ path: point, values }) => {
		const other = values.findIndex((value) => value !== values[0]);
		return `${point}: ${values[0]} in \`${shards[0]!.folder}\`, ${values[other]} in \`${shards[other]!.folder}\``;
	});
	throw new Error(`These are not shards of the same evaluation. They differ in\n${lines.join('\n')}`);
}

function checkComplete(shards: readonly WrittenShard[]): void {
	const { count } = shards[0]!.shard;
	const found = new Map<number, WrittenShard>();
	for (const shard of shards) {
		const place = shard.shard.index % count;
		const before = found.get(place);
		if (before) {
			throw new Error(
				`\`${before.folder}\` and \`${shard.folder}\` hold the same photos, those of the shard ${nameOf(shard.shard)}: ` +
					'give one of them',
			);
		}

		found.set(place, shard);
	}
	const missing = Array.from({ length: count }, (_, index) => index).filter((index) => !found.has(index));
	if (missing.length === 0) return;

	const names = missing.map((index) => nameOf({ index, count }));
	throw new Error(`${found.size} of ${count} shards were given. Missing: ${names.join(', ')}`);
}

function nameOf({ index, count }: Shard): string {
	return `\`${index % count}/${count}\``;
}

async function checkRecords({ folder, file, records }: WrittenShard): Promise<void> {
	const at = path.join(folder, file);
	const lines = records === 0 ? 0 : await countLines(at);
	if (lines === records) return;

	throw new Error(
		`\`${at}\` holds ${lines} records, but \`shard.json\` beside it says ${records}: copy the run whole, or do it again`,
	);
}

async function countLines(file: string): Promise<number> {
	let lines = 0;
	for await (const chunk of createReadStream(file))
		for (const byte of chunk as Buffer) if (byte === 10) lines++;
	return lines;
}
