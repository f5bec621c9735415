/**
 * Contact sheet of the views that the teacher and the student see, to look at before days are spent on training: the
 * first photos, made by pretraining's own stages. It takes the options of `pretrain`, so that a command or a run's
 * `options.json` can be inspected as it is: with the same `--seed` the views are the same to the pixel, and with the
 * same `batchSize` so are pixels from other views. Nothing is computed on a device.
 *
 *   mmc run inspect-views --set data.files='photos/**\/*.jpg'
 *   mmc run inspect-views --options runs/pretrain-2026-01-31-120000/options.json
 */
import path from 'node:path';
import { z } from 'zod';
import { findImages } from '../src/data/listing/find.js';
import { imageFiles } from '../src/data/listing/shuffled.js';
import { viewColumns } from '../src/draw/view-row.js';
import { batch } from '../src/flow/batch.js';
import { from } from '../src/flow/flow.js';
import { resource } from '../src/flow/resource.js';
import { holdOut } from '../src/health/hold-out.js';
import { packageRoot } from '../src/run/package.js';
import { definePipeline } from '../src/run/pipeline.js';
import { dropDuplicates } from '../src/training/drop-duplicates.js';
import { augmentViews } from '../stages/input/augment-views.js';
import { decode } from '../stages/input/decode.js';
import { maskPatches } from '../stages/input/mask-patches.js';
import { drawViews } from '../stages/sheets/draw-views.js';
import { type WrittenSheets, writeContactSheets } from '../stages/sheets/write-contact-sheets.js';
import { presets } from './presets/index.js';
import { alternatives, pretrainOptions } from './pretrain/options.js';
import { recipes } from './recipes/index.js';

const rowsPerPage = 8;

/**
 * Pipeline `inspect-views`: contact sheets of the views that `pretrain` would show to teacher and student, with
 * the options of `pretrain`. Its result is `WrittenSheets`.
 */
export default definePipeline({
	name: 'inspect-views',
	summary: 'Shows what pretraining shows to the teacher and to the student, on a contact sheet.',
	options: pretrainOptions.safeExtend({
		count: z.int().min(1).max(1000).default(rowsPerPage).describe('photos to show'),
	}),
	recipes,
	presets,
	alternatives,
	preset: { data: { files: path.join(packageRoot, 'fixtures/photos') }, batchSize: rowsPerPage },
	build({ data, model, views, corruption, batchSize, health, count }, folder) {
		const photos = resource('photos', async ({ seed, signal }) => {
			const found = await findImages(data.files, { signal });
			const all = await dropDuplicates(folder, found, { ...data, signal });
			// The order of the others depends on the number that are held out.
			return holdOut(all, health.photos, seed).trained;
		});
		const quota = resource('quota', () => ({ left: count }));
		return from(imageFiles(photos, () => quota.value.left > 0))
			.via(decode({ orient: true, maxPixels: data.maxPixels }))
			.via(augmentViews(views))
			.via(maskPatches(corruption, model.patch))
			.via(batch(batchSize))
			.via(drawViews(quota))
			.via(batch(rowsPerPage, { partial: true }))
			.into(writeContactSheets(folder, 'views', viewColumns(views.local.count > 0)));
	},
	describe: describeSheets,
});

function describeSheets({ folder, files, rows }: WrittenSheets): string {
	return `The views of ${rows} photos.\nWritten to ${folder}: ${files.join(', ')}`;
}
