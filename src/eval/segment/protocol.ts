import type { DatasetOptions } from '../../data/datasets/open.js';
import type { Dataset } from '../../data/datasets/record.js';

/** Origin of a threshold. Its value is not part of a protocol, since every model has its own. */
export interface ThresholdOrigin {
	readonly choice: 'own best' | 'given' | 'tuned';
	/** Protocol of the tuning, without the threshold. */
	readonly tunedOn?: Readonly<Record<string, unknown>>;
}

/** Describes the data of a protocol, so that two data sets can be told apart wherever they lie. */
export function describeDataset(
	{ root: _, ...options }: DatasetOptions,
	{ split, records }: Dataset,
): Readonly<Record<string, unknown>> {
	return { ...options, split, photos: records.length };
}
