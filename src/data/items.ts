/** An 8-bit RGB image: `pixels` holds height × width × 3 samples, row-major, interleaved. */
export interface Image {
	readonly width: number;
	readonly height: number;
	readonly pixels: Uint8Array;
}

/** Where the bytes of an image lie that is a part of a larger file, such as a tar archive. */
export interface ByteRange {
	readonly file: string;
	readonly offset: number;
	readonly size: number;
}

/** Where an image is to be read. */
export interface ImageSource {
	/** What it is called in messages: of an image in an archive `shard.tar/name.jpg`. */
	readonly path: string;
	/** Absent where the image is a file of its own. */
	readonly within?: ByteRange;
}

/** An image to be decoded; `epoch` counts the passes over the data, from 0. */
export interface ImageFile extends ImageSource {
	readonly epoch: number;
}

/** A decoded photo with the file that it came from. */
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

/** Two global views of one photo, each with its corruption. */
export interface MaskedViews extends Views {
	readonly corruptions: readonly [Corruption, Corruption];
}
