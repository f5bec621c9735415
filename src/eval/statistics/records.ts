import type { Point } from '../../data/geometry.js';
import { readJsonLines } from '../../files/json-lines.js';

/** The file of a run that all its figures are made of, so that runs of shards can be joined. */
export const recordsFile = 'records.jsonl';

/** The same of a run that measures similarities. */
export const similarityRecordsFile = 'similarity-records.jsonl';

/** What is kept of an object, for the figures of a data set to be made of. */
export interface EvaluationRecord {
	/** The photo's place in the data set. */
	readonly position: number;
}

/** Values at each of the fixed thresholds. */
export interface Curves {
	readonly iou: Float64Array;
	readonly precision: Float64Array;
	readonly recall: Float64Array;
	readonly dice: Float64Array;
	/** NaN where only patches were looked at. */
	readonly boundaryF: Float64Array;
}

/** All that is kept of an object and a prompt: every number of a summary is made of these. */
export interface InstanceRecord extends EvaluationRecord {
	readonly image: string;
	readonly instance: string;
	readonly class: string;
	/** Pixels of the mask. */
	readonly area: number;
	/** The first point; absent where the record is a mean over prompts. */
	readonly point?: Point;
	/** 1 / the object's number of records. */
	readonly weight: number;
	readonly curves: Curves;
	readonly iouOtsu: number;
	readonly iouOracle: number;
	readonly averagePrecision: number;
	/** NaN where the object is the whole photo. */
	readonly auroc: number;
	readonly gridCeiling: number;
	readonly everything: number;
	readonly groundTruthBox: number;
}

/** One line of JSON, from which `decodeRecord` gets every bit back; NaN is written as null. */
export function encodeRecord(record: object): string {
	return JSON.stringify(record, (_, value) =>
		value instanceof Float64Array
			? { float64: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64') }
			: value,
	);
}

export function decodeRecord<T>(line: string): T {
	return JSON.parse(line, (_, value) => {
		if (value === null) return Number.NaN;
		if (typeof value.float64 !== 'string') return value;
		return new Float64Array(new Uint8Array(Buffer.from(value.float64, 'base64')).buffer);
	});
}

/**
 * Reads the records of a run, or of all its shards in the order of the data set, as one process would have written
 * them. One record of each file is held at a time.
 *
 * @throws {Error} naming file and line where a line is not whole
 */
export async function* readRecords<T extends EvaluationRecord>(files: readonly string[]): AsyncGenerator<T> {
	const shards = files.map((file) =>
		readJsonLines<T>(file, { parse: decodeRecord, remedy: 'do this run again' }),
	);
	const heads = await Promise.all(shards.map((shard) => shard.next()));
	for (;;) {
		let [first, record]: [number, T | undefined] = [-1, undefined];
		for (const [i, head] of heads.entries()) {
			if (!head.done && (!record || head.value.position < record.position)) [first, record] = [i, head.value];
		}
		if (!record) return;

		yield record;
		heads[first] = await shards[first]!.next();
	}
}
