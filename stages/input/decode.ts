import { decodeImage, defaultMaxPixels } from '../../src/data/decoding/decode.js';
import { photosAhead } from '../../src/data/decoding/photos-ahead.js';
import type { ImageFile, Photo } from '../../src/data/items.js';
import { map, type Stage } from '../../src/flow/stage.js';

/** Settings of `decode`. */
export interface DecodeOptions {
	/** Whether to turn photos upright by their EXIF orientation. */
	readonly orient: boolean;
	/** What becomes of a photo that can't be decoded: in training it may be left out, in an evaluation not. */
	readonly onError?: 'fail' | 'skip';
	/** How many pixels a photo may have: a larger one is refused. */
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
