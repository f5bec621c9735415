/**
 * The input pipeline as `pretrain` has it, without a model: decoding, two views as SiT makes them, their corruption and
 * the arrays of the batch. Photos a second.
 */

import type { MaskedViews } from '../../src/data/items.js';
import { findImages } from '../../src/data/listing/find.js';
import { shuffledFiles } from '../../src/data/listing/shuffled.js';
import { viewArrays } from '../../src/data/views/view-arrays.js';
import { batch } from '../../src/flow/batch.js';
import { map } from '../../src/flow/stage.js';
import { openBackend } from '../../src/nn/backend/backend.js';
import { augmentViews, augmentViewsOptions } from '../../stages/input/augment-views.js';
import { decode } from '../../stages/input/decode.js';
import { maskPatches, maskPatchesOptions } from '../../stages/input/mask-patches.js';
import type { Contest, Settings } from './contest.js';
import { Paced } from './paced.js';

export async function open(settings: Settings): Promise<Contest> {
	const files = await findImages(settings.photos);
	// TensorFlow computes nothing here, but is loaded as in training: it sets how memory is taken.
	await openBackend();
	const flow = new Paced(shuffledFiles(files, 0), (photos) =>
		photos
			.via(decode({ orient: true, concurrency: settings.batch }))
			.via(augmentViews(augmentViewsOptions.parse({ size: settings.size }), { concurrency: settings.batch }))
			.via(maskPatches(maskPatchesOptions.parse({}), 16))
			.via(batch(settings.batch))
			.via(map('to-arrays', (views: readonly MaskedViews[]) => viewArrays(views))),
	);
	const photos = settings.count * settings.batch;
	const measure = async () => [photos / (await flow.pass(photos, settings.count)).at(-1)!];
	await flow.pass(2 * settings.batch, 2);
	return { measure, close: () => flow.close() };
}
