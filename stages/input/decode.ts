import { decodeImage, defaultMaxPixels } from '../../src/data/decoding/decode.js';
import { photosAhead } from '../../src/data/decoding/photos-ahead.js';
import type { ImageFile, Photo } from '../../src/data/items.js';
import { map, type Stage } from '../../src/flow/stage.js';

/** Settings of `decode`. */
export interface DecodeOptions {
	/** `true` to turn photos upright by their EXIF orientation. */
	readonly orient: boolean;
	/** Treatment of a photo that cannot be decoded: training may leave it out, an evaluation may not. */
	readonly onError?: 'fail' | 'skip';
	/** Limit of a photo's pixels; a larger one is refused. */
	readonly maxPixels?: number;
	/** Photos decoded at once, outside the JavaScript thread; by default one a core, as far as the memory allows. */
	readonly concurrency?: number;
}

/** Decodes photos to RGB. */
export function decode<File extends ImageFile>({
	orient,
	onError = 'skip',
	maxPixels = defaultMaxPixels,
	concurrency = photosAhead(maxPixels),
}: DecodeOptions): Stage<File, File & Photo> {
	return map('decode', async (file) => ({ ...file, image: await decodeImage(file, { orient, maxPixels }) }), {
		types: 'ImageFile → Photo',
		concurrency,
		onError,
	});
}
