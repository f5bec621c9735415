import { readdir } from 'node:fs/promises';
import path from 'node:path';
import test, { type ExecutionContext } from 'ava';
import inspectViews from '../../pipelines/inspect-views.js';
import { pretrainOptions } from '../../pipelines/pretrain/options.js';
import { decodeImage } from '../../src/data/decoding/decode.js';
import type { MaskedViews } from '../../src/data/items.js';
import { findImages } from '../../src/data/listing/find.js';
import { imageFiles } from '../../src/data/listing/shuffled.js';
import { denormalise } from '../../src/data/resampling/normalise.js';
import { viewArrays } from '../../src/data/views/view-arrays.js';
import { magnify } from '../../src/draw/scale.js';
import { batch } from '../../src/flow/batch.js';
import { from } from '../../src/flow/flow.js';
import { resource } from '../../src/flow/resource.js';
import type { Sink } from '../../src/flow/sink.js';
import { holdOut } from '../../src/health/hold-out.js';
import { openRunFolder } from '../../src/run/folder.js';
import { packageRoot } from '../../src/run/package.js';
import { augmentViews } from '../../stages/input/augment-views.js';
import { decode } from '../../stages/input/decode.js';
import { maskPatches } from '../../stages/input/mask-patches.js';
import { folderWith } from '../data/_folder.js';
import { pixelAt } from '../draw/_canvas.js';

const files = path.join(packageRoot, 'fixtures/photos');
const options = { data: { files }, views: { size: 48 }, batchSize: 4 };

async function inspect(t: Parameters<typeof folderWith>[0], changes: object) {
	const folder = openRunFolder(folderWith(t, {}));
	const parsed = inspectViews.options.parse({ ...options, ...changes });
	const result = await inspectViews.build(parsed, folder).run({ seed: 5 });
	return { folder, result };
}

/** The first batch that pretraining makes with these options. */
async function firstBatch(t: ExecutionContext): Promise<readonly MaskedViews[]> {
	const { data, views, corruption, model, batchSize, health } = pretrainOptions.parse(options);
	const photos = resource('photos', async ({ seed }) => {
		const parted = holdOut(await findImages(data.files), health.photos, seed);
		t.true(parted.isUnseen && parted.heldOut.length > 0);
		return parted.trained;
	});
	const seen: (readonly MaskedViews[])[] = [];
	const first: Sink<readonly MaskedViews[], readonly MaskedViews[]> = {
		name: 'first',
		types: 'T → T',
		open: () => ({ write: (item) => void seen.push(item), result: () => seen[0]! }),
	};
	return from(imageFiles(photos, () => seen.length === 0))
		.via(decode({ orient: true }))
		.via(augmentViews(views))
		.via(maskPatches(corruption, model.patch))
		.via(batch(batchSize))
		.into(first)
		.run({ seed: 5 });
}

test('the sheet shows to the pixel what pretraining with the same seed would show', async (t) => {
	const { folder, result } = await inspect(t, { count: 3 });
	t.deepEqual(result, { folder: folder.folder, files: ['views.png'], rows: 3 });
	const sheet = await decodeImage(folder.path('views.png'), { orient: false });

	const items = await firstBatch(t);
	const { clean, corrupted } = viewArrays(items);
	const side = 4 * 48;
	const [gap, line] = [8, 26];
	for (const row of [0, 1, 2]) {
		for (const [column, [values, place]] of (
			[
				[clean, row],
				[corrupted, row],
				[clean, items.length + row],
				[corrupted, items.length + row],
			] as const
		).entries()) {
			const start = place * 48 * 48 * 3;
			const pixels = denormalise(values.subarray(start, start + 48 * 48 * 3));
			const view = magnify({ width: 48, height: 48, pixels }, 4);
			const [left, top] = [gap + (column + 1) * (side + gap), gap + 2 * line + row * (line + side + gap)];
			for (let i = 0; i < side; i += 7) {
				t.deepEqual(pixelAt(sheet, left + i, top + i), pixelAt(view, i, i), `row ${row}, column ${column}`);
			}
		}
	}
});

test('more than a page of photos are several files, and local views a column', async (t) => {
	const local = { count: 2, size: 16 };
	const { folder, result } = await inspect(t, { count: 10, model: { patch: 8 }, views: { size: 24, local } });
	t.deepEqual(result.files, ['views.png', 'views-2.png']);
	t.deepEqual((await readdir(folder.folder)).sort(), ['views-2.png', 'views.png']);
	const [first, second] = await Promise.all(
		result.files.map((file) => decodeImage(folder.path(file), { orient: false })),
	);
	t.is(first!.width, 8 + 6 * 200);
	t.is(second!.height, 8 + 26 + 2 * (26 + 192 + 8));
	t.is(
		inspectViews.describe!(result),
		`The views of 10 photos.\nWritten to ${folder.folder}: views.png, views-2.png`,
	);
});

test('it takes every option of pretrain, and none that pretrain does not know but `count`', (t) => {
	const parsed = pretrainOptions.parse(options);
	t.deepEqual(inspectViews.options.parse(parsed), { ...parsed, count: 8 });
	t.deepEqual(inspectViews.preset, { data: { files }, batchSize: 8 });
	t.false(inspectViews.options.safeParse({ ...options, counts: 3 }).success);
});

test('a folder without photos is an error', async (t) => {
	await t.throwsAsync(inspect(t, { data: { files: folderWith(t, {}) } }), { message: /matches no image/ });
});
