import { z } from 'zod';
import type { SummaryFrame } from '../statistics/summary.js';

/** One of the equal parts of a data set's photos. */
export interface Shard {
	/** Index from 0 or from 1: only its remainder modulo `count` decides which photos these are. */
	readonly index: number;
	readonly count: number;
}

/** Option to evaluate every n-th photo only: `i/n` with i from 0, or `auto`. */
export const shardOption = z
	.string()
	.refine((text) => text === 'auto' || readShard(text) !== undefined, {
		message: 'expected `i/n` with i of 0 to n, such as `1/8`, or `auto`',
	})
	.optional()
	.describe(
		'`i/n`: only every n-th photo, for `mmc merge` to join; `auto`: from Slurm’s or Grid Engine’s job array',
	);

/** Variables of a process. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Variables by which schedulers tell a process of a job array its number among first, first + step … last. */
const jobArrays = [
	['SLURM_ARRAY_TASK_ID', 'SLURM_ARRAY_TASK_MIN', 'SLURM_ARRAY_TASK_MAX', 'SLURM_ARRAY_TASK_STEP'],
	['SGE_TASK_ID', 'SGE_TASK_FIRST', 'SGE_TASK_LAST', 'SGE_TASK_STEPSIZE'],
] as const;

/**
 * Parses `i/n` or `auto`.
 *
 * @throws {Error} when it is `auto` outside of a job array
 */
export function parseShard(text: string, environment: Environment = process.env): Shard {
	const shard = text === 'auto' ? jobArrayShard(environment) : readShard(text);
	if (shard) return shard;

	const variables = jobArrays.map(([id]) => `\`${id}\``).join(' nor ');
	throw new Error(
		`\`shard=auto\`: this process is in no job array, neither ${variables} is set with its range. Give the shard as \`i/n\``,
	);
}

function readShard(text: string): Shard | undefined {
	const match = /^(\d{1,6})\/(\d{1,6})$/.exec(text);
	if (!match) return undefined;

	const [index, count] = [Number(match[1]), Number(match[2])];
	return count > 0 && index <= count ? { index, count } : undefined;
}

function jobArrayShard(environment: Environment): Shard | undefined {
	for (const names of jobArrays) {
		const [id, first, last, step] = names.map((name) => Number(environment[name] || Number.NaN));
		const shard = { index: (id! - first!) / step!, count: Math.floor((last! - first!) / step!) + 1 };
		if (Number.isInteger(shard.index) && shard.index < shard.count) return shard;
	}
	return undefined;
}

/** Returns `true` if the photo at a place among those of a run belongs to the shard; always without a shard. */
export function isInShard(shard: Shard | undefined, place: number): boolean {
	return !shard || place % shard.count === shard.index % shard.count;
}

/** Describes a finished shard for the user. */
export function describeShard({ folder, shard, records }: WrittenShard): string {
	return (
		`Shard ${shard.index} of ${shard.count}: ${records} objects, kept in ${folder}.\n` +
		'When all shards are done: mmc merge RUN… --out RUN'
	);
}

/** Description of the evaluation that a shard belongs to. */
export interface ShardFrame {
	readonly shard: Shard;
	/** Threshold to use; absent if it is to be the set's own best. */
	readonly threshold?: number | undefined;
	/** Content of the joined run's `summary.json` besides the metrics. */
	readonly summary: SummaryFrame;
}

/** Content of `shard.json`, and its folder. */
export interface WrittenShard extends ShardFrame {
	readonly folder: string;
	/** File of the records, and their number. */
	readonly file: string;
	readonly records: number;
}
