import type { Resource } from '../../flow/resource.js';
import type { Source } from '../../flow/source.js';
import { type DatasetOptions, openDataset } from './open.js';
import type { AnnotationRecord, Dataset } from './record.js';

/**
 * Source of the photos of an annotated data set, in its order. The data set is opened when the run begins.
 *
 * @param dataset its options; or itself, where others of the run need it too
 * @param isWanted chooses among the photos, also by their place in what was opened
 */
export function datasetRecords(
	dataset: DatasetOptions | Resource<Dataset>,
	isWanted: (record: AnnotationRecord, place: number) => boolean = () => true,
): Source<AnnotationRecord> {
	return {
		name: 'dataset-records',
		types: 'AnnotationRecord',
		uses: [...('open' in dataset ? [dataset] : [])],
		async *open() {
			const { records } = 'open' in dataset ? dataset.value : await openDataset(dataset);
			yield* records.filter(isWanted);
		},
	};
}
