import type { Random } from '../../math/random.js';
import { adjustBrightness, adjustContrast, adjustSaturation } from './colour.js';
import { adjustHue } from './hue.js';

/** Greatest change of each property: factors in [1 − x, 1 + x]; the hue by [−x, x] of a circle. */
export interface ColourJitter {
	readonly brightness: number;
	readonly contrast: number;
	readonly saturation: number;
	readonly hue: number;
}

/** One change: a factor, or a turn of the hue as a share of a circle. */
export interface Adjustment {
	readonly property: keyof ColourJitter;
	readonly amount: number;
}

const adjust = {
	brightness: adjustBrightness,
	contrast: adjustContrast,
	saturation: adjustSaturation,
	hue: adjustHue,
};

/** Applies drawn changes of brightness, contrast, saturation and hue to RGB uint8 samples, in place. */
export function jitterColour(pixels: Uint8Array, adjustments: readonly Adjustment[]): void {
	for (const { property, amount } of adjustments) adjust[property](pixels, amount);
}

/**
 * Draws the change of each property and their order, as torchvision's `ColorJitter`.
 *
 * Draws: three for the order (Fisher–Yates from the end), then the four amounts as they are listed here.
 */
export function drawJitter(range: ColourJitter, random: Random): Adjustment[] {
	const properties = ['brightness', 'contrast', 'saturation', 'hue'] as const;
	const order = shuffled(properties.length, random);
	const around = (centre: number, spread: number) => centre + spread * (2 * random() - 1);
	const adjustments = properties.map((property) => ({
		property,
		amount: around(property === 'hue' ? 0 : 1, range[property]),
	}));
	return order.map((i) => adjustments[i]!);
}

function shuffled(length: number, random: Random): number[] {
	const order = Array.from({ length }, (_, i) => i);
	for (let i = length - 1; i > 0; i--) {
		const j = Math.floor(random() * (i + 1));
		[order[i], order[j]] = [order[j]!, order[i]!];
	}
	return order;
}
