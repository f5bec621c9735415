import { symlink } from 'node:fs/promises';
import path from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { memoryFirst } from '../../../src/data/datasets/memory-first.js';
import { openDataset } from '../../../src/data/datasets/open.js';
import { from } from '../../../src/flow/flow.js';
import { resource } from '../../../src/flow/resource.js';
import { toArray } from '../../../src/flow/sink.js';
import { temporaryFolder, writeFolder } from '../../support/datasets.js';

type Part = 'even' | 'odd' | undefined;

async function names(
	t: ExecutionContext,
	answering: Part,
	asking: Part,
	asLinked = false,
): Promise<string[]> {
	const root = await temporaryFolder(t);
	const linked = path.join(await temporaryFolder(t), 'linked');
	await symlink(root, linked);
	await writeFolder(root);
	const [memory, dataset] = [answering, asking].map((part, i) =>
		resource(`${i}`, () =>
			openDataset({ kind: 'folder', root: asLinked && i === 1 ? linked : root, ...(part && { part }) }),
		),
	);
	const records = await from(memoryFirst(memory!, dataset!)).into(toArray()).run();
	return records.map((record) => path.basename(record.path));
}

test('the photos that answer come before those that ask', async (t) => {
	t.deepEqual(await names(t, 'odd', 'even'), ['objects.png', 'map.jpg']);
	t.deepEqual(await names(t, 'even', 'odd'), ['map.jpg', 'objects.png']);
});

test('no photo may answer for itself', async (t) => {
	for (const asLinked of [false, true]) {
		await t.throwsAsync(names(t, 'odd', undefined, asLinked), {
			message:
				/`.*objects\.png` is in the memory and in the data set: choose `memory\.split` or `memory\.part`/,
		});
	}
});
