/** An 8-bit RGB image: `pixels` holds height × width × 3 samples, row-major, interleaved. */
export interface Image {
	readonly width: number;
	readonly height: number;
	readonly pixels: Uint8Array;
}

/** Position of an image's bytes in a larger file, such as a tar archive. */
export interface ByteRange {
	readonly file: string;
	readonly offset: number;
	readonly size: number;
}

/** Location of an image. */
export interface ImageSource {
	/** Path of the image for messages; `shard.tar/name.jpg` for an image in an archive. */
	readonly path: string;
	/** Position in the archive; absent if the image is a file of its own. */
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

/** Corruption of one view: the pixels where `mask` is 1, and their filling. */
export interface Corruption {
	/** Height × width, row-major, 1 = corrupted. */
	readonly mask: Uint8Array;
	/** Filling. With `token` it is zeros too, but the network sees its mask token in place of these patches (iBOT). */
	readonly fill: 'zeros' | 'noise' | 'foreign' | 'token';
	/** Number in [0, 1) that picks the other image of the batch for `foreign` pixels, or seeds the `noise`. */
	readonly donor: number;
}

/** Two global views of one photo, each with its corruption. */
export interface MaskedViews extends Views {
	readonly corruptions: readonly [Corruption, Corruption];
}
