import type { Random } from '../flow/stage.js';
import { adjustBrightness, adjustContrast, adjustSaturation } from './colour.js';
import { adjustHue } from './hue.js';

/** How far each property may move: factors in [1 − x, 1 + x]; the hue by [−x, x] of a circle. */
export interface ColourJitter {
	readonly brightness: number;
	readonly contrast: number;
	readonly saturation: number;
	readonly hue: number;
}

/**
 * Changes brightness, contrast, saturation and hue of RGB uint8 samples, in place and in random order, as
 * torchvision's `ColorJitter`.
 *
 * Draws: three for the order (Fisher–Yates from the end), then the four amounts as they are listed here.
 */
export function jitterColour(pixels: Uint8Array, range: ColourJitter, random: Random): void {
	const operations = [adjustBrightness, adjustContrast, adjustSaturation, adjustHue];
	const order = shuffled(operations.length, random);
	const around = (centre: number, spread: number) => centre + spread * (2 * random() - 1);
	const amounts = [
		around(1, range.brightness),
		around(1, range.contrast),
		around(1, range.saturation),
		around(0, range.hue),
	];
	for (const i of order) operations[i]!(pixels, amounts[i]!);
}

function shuffled(length: number, random: Random): number[] {
	const order = Array.from({ length }, (_, i) => i);
	for (let i = length - 1; i > 0; i--) {
		const j = Math.floor(random() * (i + 1));
		[order[i], order[j]] = [order[j]!, order[i]!];
	}
	return order;
}
