import type { DatasetOptions } from '../../data/datasets/open.js';
import type { Dataset } from '../../data/datasets/record.js';

/** How a threshold came about. Its value is no part of a protocol: every model has its own. */
export interface ThresholdOrigin {
	readonly choice: 'own best' | 'given' | 'tuned';
	/** The protocol, but for the threshold, that it was tuned by. */
	readonly tunedOn?: Readonly<Record<string, unknown>>;
}

/** What a protocol says of the data: what tells two data sets apart wherever they lie. */
export function describeDataset(
	{ root: _, ...options }: DatasetOptions,
	{ split, records }: Dataset,
): Readonly<Record<string, unknown>> {
	return { ...options, split, photos: records.length };
}
