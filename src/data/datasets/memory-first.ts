import type { Resource } from '../../flow/resource.js';
import type { Source } from '../../flow/source.js';
import { DatasetError } from './layout.js';
import type { AnnotationRecord, Dataset } from './record.js';

/** Source of the labelled photos of the memory, then of the photos to segment. */
export function memoryFirst(memory: Resource<Dataset>, dataset: Resource<Dataset>): Source<AnnotationRecord> {
	return {
		name: 'memory-first',
		types: 'AnnotationRecord',
		uses: [memory, dataset],
		open() {
			checkApart(memory.value, dataset.value);
			return [...memory.value.records, ...dataset.value.records];
		},
	};
}

/** @throws {DatasetError} when a photo would answer for itself */
function checkApart(memory: Dataset, dataset: Dataset): void {
	const paths = new Set(memory.records.map(({ path }) => path));
	const both = dataset.records.find(({ path }) => paths.has(path));
	if (!both) return;

	throw new DatasetError(
		`\`${both.path}\` is in the memory and in the data set: choose \`memory.split\` or \`memory.part\` apart from ` +
			"`dataset`'s",
	);
}
