const { fround, trunc } = Math;

// Channels with the largest, the middle and the smallest sample in each sixth of the circle of hues.
const LARGEST = Uint8Array.of(0, 1, 1, 2, 2, 0);
const MIDDLE = Uint8Array.of(1, 0, 2, 1, 0, 2);
const SMALLEST = Uint8Array.of(2, 2, 0, 0, 1, 1);

const hues = Array.from({ length: 256 }, (_, hue) => (hue * 6) / 255);
/** Sixth of the circle of each 8-bit hue, and the position within it. */
const SECTOR = Uint8Array.from(hues, (sixths) => trunc(sixths) % 6);
const REST = Float32Array.from(hues, (sixths) => sixths - trunc(sixths));

/**
 * Turns the hue of RGB uint8 samples by `turn` of a circle, in [−0.5, 0.5], in place. Pixel-exact to torchvision's
 * `adjust_hue` on Pillow images: hue, saturation and value have 8 bits each, and the turn is truncated to steps of
 * 1/255 of a circle that has 256.
 */
export function adjustHue(pixels: Uint8Array, turn: number): void {
	const steps = trunc(turn * 255);
	for (let i = 0; i < pixels.length; i += 3) {
		const r = pixels[i]!;
		const g = pixels[i + 1]!;
		const b = pixels[i + 2]!;
		const value = Math.max(r, g, b);
		const chroma = value - Math.min(r, g, b);
		// The conversion to hue and back is lossy, except for greys.
		if (chroma === 0) continue;
		const hue = (hueOf(r, g, b, value, chroma) + steps) & 255;
		const saturation = fround(((fround(chroma / value) * 255) | 0) / 255);
		const sector = SECTOR[hue]!;
		const rest = REST[hue]!;
		const fall = sector % 2 === 1 ? fround(saturation * rest) : saturation * (1 - rest);
		pixels[i + LARGEST[sector]!] = value;
		pixels[i + MIDDLE[sector]!] = value * (1 - fall) + 0.5;
		pixels[i + SMALLEST[sector]!] = value * (1 - saturation) + 0.5;
	}
}

/** Returns the 8-bit hue: 0 is red, 85 green, 170 blue. Float32 where Pillow has it. */
function hueOf(r: number, g: number, b: number, value: number, chroma: number): number {
	const red = fround((value - r) / chroma);
	const green = fround((value - g) / chroma);
	const blue = fround((value - b) / chroma);
	const sixths = fround(r === value ? blue - green : g === value ? 2 + red - blue : 4 + green - red);
	const turn = sixths / 6 + 1;
	return (fround(turn < 1 ? turn : turn - 1) * 255) | 0;
}
