import type { Point } from '../../data/geometry.js';
import { readJsonLines } from '../../files/json-lines.js';

/** File of a run's records. All its figures can be computed from them, so that runs of shards can be joined. */
export const recordsFile = 'records.jsonl';

/** File of the records of a run that measures similarities. */
export const similarityRecordsFile = 'similarity-records.jsonl';

/** Record of an object, from which the figures of a data set are computed. */
export interface EvaluationRecord {
	/** Place of the photo in the data set. */
	readonly position: number;
}

/** Values at each of the fixed thresholds. */
export interface Curves {
	readonly iou: Float64Array;
	readonly precision: Float64Array;
	readonly recall: Float64Array;
	readonly dice: Float64Array;
	/** Boundary F; NaN if only patches were measured. */
	readonly boundaryF: Float64Array;
}

/** Record of an object and a prompt, from which every number of a summary is computed. */
export interface InstanceRecord extends EvaluationRecord {
	readonly image: string;
	readonly instance: string;
	readonly class: string;
	/** Pixels of the mask. */
	readonly area: number;
	/** First point; absent if the record is a mean over prompts. */
	readonly point?: Point;
	/** 1 / the object's number of records. */
	readonly weight: number;
	readonly curves: Curves;
	readonly iouOtsu: number;
	readonly iouOracle: number;
	readonly averagePrecision: number;
	/** AUROC; NaN if the object is the whole photo. */
	readonly auroc: number;
	/** AUROC at equal distance, NaN if the object has no value; absent from records of earlier versions. */
	readonly aurocAtDistance?: number;
	/** Average precision at equal distance, as `aurocAtDistance`. */
	readonly averagePrecisionAtDistance?: number;
	readonly gridCeiling: number;
	readonly everything: number;
	readonly groundTruthBox: number;
}

/** Encodes a record as one line of JSON, from which `decodeRecord` restores every bit; NaN is written as null. */
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
 * them. Holds one record of each file at a time.
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
