import type { Source } from '../../flow/source.js';
import { type DatasetOptions, openDataset } from './open.js';
import type { AnnotationRecord } from './record.js';

/**
 * The photos of an annotated data set, in its order; the data set is opened when the run begins.
 *
 * @param isWanted chooses among them
 */
export function datasetRecords(
	options: DatasetOptions,
	isWanted: (record: AnnotationRecord) => boolean = () => true,
): Source<AnnotationRecord> {
	return {
		name: 'dataset-records',
		types: 'AnnotationRecord',
		async *open() {
			yield* (await openDataset(options)).records.filter(isWanted);
		},
	};
}
