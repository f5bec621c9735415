/** An 8-bit RGB image: `pixels` holds height × width × 3 samples, row-major, interleaved. */
export interface Image {
	readonly width: number;
	readonly height: number;
	readonly pixels: Uint8Array;
}
