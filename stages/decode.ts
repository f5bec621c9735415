import { availableParallelism } from 'node:os';
import { decodeImage } from '../src/data/decode.js';
import type { ImageFile, Photo } from '../src/data/items.js';
import { map, type Stage } from '../src/flow/stage.js';

export interface DecodeOptions {
	/** Whether to turn photos upright by their EXIF orientation. */
	readonly orient: boolean;
	/** What becomes of a photo that can't be decoded: in training it may be left out, in an evaluation not. */
	readonly onError?: 'fail' | 'skip';
	/** Photos decoded at once, outside the JavaScript thread; by default one a core. */
	readonly concurrency?: number;
}

/** Decodes photos to RGB. */
export function decode<File extends ImageFile>({
	orient,
	onError = 'skip',
	concurrency = availableParallelism(),
}: DecodeOptions): Stage<File, File & Photo> {
	return map('decode', async (file) => ({ ...file, image: await decodeImage(file.path, { orient }) }), {
		types: 'ImageFile → Photo',
		concurrency,
		onError,
	});
}
