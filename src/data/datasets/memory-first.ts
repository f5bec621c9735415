import { findRepeats } from '../../files/real-paths.js';
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
		async *open() {
			await checkApart(memory.value, dataset.value);
			yield* memory.value.records;
			yield* dataset.value.records;
		},
	};
}

/** @throws {DatasetError} when a photo would answer for itself */
async function checkApart(memory: Dataset, dataset: Dataset): Promise<void> {
	const known = memory.records.map(({ path }) => path);
	const asked = dataset.records.map(({ path }) => path);
	const paths = new Set(known);
	// What bears one name is found by the name, what bears several by the real path.
	const repeated = asked.find((path) => paths.has(path)) ?? (await firstRepeat([...known, ...asked]));
	if (repeated === undefined) return;

	throw new DatasetError(
		`\`${repeated}\` is in the memory and in the data set: choose \`memory.split\` or \`memory.part\` apart from ` +
			"`dataset`'s",
	);
}

async function firstRepeat(paths: readonly string[]): Promise<string | undefined> {
	const [repeat] = await findRepeats(paths);
	return repeat && paths[repeat.place];
}
