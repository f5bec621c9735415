import { availableParallelism } from 'node:os';
import { decodeImage } from '../src/data/decode.js';
import type { ImageFile, Photo } from '../src/data/items.js';
import { map, type Stage } from '../src/flow/stage.js';

export interface DecodeOptions {
	/** Whether to turn photos upright by their EXIF orientation. */
	readonly orient: boolean;
	/** Photos decoded at once, outside the JavaScript thread; by default one a core. */
	readonly concurrency?: number;
}

/** Decodes photos to RGB. Those that can't be decoded are put into quarantine. */
export function decode<File extends ImageFile>({
	orient,
	concurrency = availableParallelism(),
}: DecodeOptions): Stage<File, File & Photo> {
	return map('decode', async (file) => ({ ...file, image: await decodeImage(file.path, { orient }) }), {
		types: 'ImageFile → Photo',
		concurrency,
		onError: 'skip',
	});
}
