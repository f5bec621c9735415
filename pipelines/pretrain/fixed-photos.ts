import type { Photo } from '../../src/data/items.js';
import { type Images, imageFiles } from '../../src/data/listing/shuffled.js';
import { fitInto } from '../../src/draw/scale.js';
import { from } from '../../src/flow/flow.js';
import { borrowed, type Resource, type ResourceContext } from '../../src/flow/resource.js';
import { toArray } from '../../src/flow/sink.js';
import { map } from '../../src/flow/stage.js';
import type { FixedPhotos } from '../../src/pictures/fixed-photos.js';
import { augmentViews } from '../../stages/input/augment-views.js';
import { decode } from '../../stages/input/decode.js';
import { maskPatches } from '../../stages/input/mask-patches.js';
import type { PretrainOptions } from './options.js';

/** Reads the first photos in the order of training, with the views that its own stages make of them, for pictures. */
export async function fixedPhotos(
	files: Resource<Images>,
	{ data, views, corruption, model, summaries }: PretrainOptions,
	{ seed, signal, added }: ResourceContext,
): Promise<FixedPhotos> {
	const kept: Photo[] = [];
	let tried = 0;
	// If so many cannot be decoded, training reports it.
	const more = () => kept.length < summaries.photos && tried++ < 100;
	const keep = map('keep-photo', (photo: Photo) => {
		const [width, height] = [2 * views.size, 2 * views.size];
		kept.push({ ...photo, image: fitInto(photo.image, width, height) });
		return photo;
	});
	const made = await from(imageFiles(borrowed(files), more))
		.via(decode({ orient: true, maxPixels: data.maxPixels }))
		.via(keep)
		.via(augmentViews(views))
		.via(maskPatches(corruption, model.patch))
		.into(toArray())
		.run({ seed, signal, added, maxDropRate: 1 });
	// Some more are in progress when the last is kept.
	return { photos: kept.slice(0, summaries.photos), views: made.slice(0, summaries.photos) };
}
