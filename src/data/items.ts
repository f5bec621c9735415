import type { Image } from './image.js';

/** A file to be decoded; `epoch` counts the passes over the data, from 0. */
export interface ImageFile {
	readonly path: string;
	readonly epoch: number;
}

export interface Photo extends ImageFile {
	readonly image: Image;
}

/** Two global views of one photo, square and of one size. */
export interface Views extends ImageFile {
	readonly views: readonly [Image, Image];
	/** Small views that only the student sees, square and of one size (multi-crop); absent where there are none. */
	readonly local?: readonly Image[];
}

/** What the student is not shown of one view: the pixels where `mask` is 1, and what stands there instead. */
export interface Corruption {
	/** Height × width, row-major, 1 = corrupted. */
	readonly mask: Uint8Array;
	/** `token`: zeros too, but in the place of these patches the network sees its mask token (iBOT). */
	readonly fill: 'zeros' | 'noise' | 'foreign' | 'token';
	/** In [0, 1): picks the other image of the batch that `foreign` pixels come from, or seeds the `noise`. */
	readonly donor: number;
}

export interface MaskedViews extends Views {
	readonly corruptions: readonly [Corruption, Corruption];
}
