import type { Counts } from '../items.js';

/** @param prediction, target 1 = foreground, of one length, without ignored pixels */
export function countPixels(prediction: Uint8Array, target: Uint8Array): Counts {
	const counts = { hits: 0, predicted: 0, target: 0 };
	for (let i = 0; i < target.length; i++) {
		counts.hits += prediction[i]! & target[i]!;
		counts.predicted += prediction[i]!;
		counts.target += target[i]!;
	}
	return counts;
}

/** Intersection over union, the Jaccard index: 1 where both are empty. */
export function iou({ hits, predicted, target }: Counts): number {
	return ratio(hits, predicted + target - hits, 1);
}

/** Share of the predicted pixels that are right: 0 where none is predicted, as in scikit-learn. */
export function precision({ hits, predicted }: Counts): number {
	return ratio(hits, predicted, 0);
}

/** Share of the target's pixels that are found: 0 where there is none. */
export function recall({ hits, target }: Counts): number {
	return ratio(hits, target, 0);
}

/** Dice coefficient, the F₁ of the pixels: 1 where both are empty. */
export function dice({ hits, predicted, target }: Counts): number {
	return ratio(2 * hits, predicted + target, 1);
}

function ratio(part: number, whole: number, otherwise: number): number {
	return whole === 0 ? otherwise : part / whole;
}

export type SizeClass = 'small' | 'medium' | 'large';

/** COCO's size classes, by area in pixels of the photo: small below 32², large from 96² on. */
export function sizeClass(area: number): SizeClass {
	if (area < 32 ** 2) return 'small';
	return area < 96 ** 2 ? 'medium' : 'large';
}

/** Label of each pixel: 0 outside the object, 1 object, 2 ignored. */
export function labelPixels(mask: Uint8Array, ignored: Uint8Array | undefined): Uint8Array {
	if (!ignored) return mask;

	const labels = mask.slice();
	for (let i = 0; i < labels.length; i++) {
		if (ignored[i] === 1) labels[i] = 2;
	}
	return labels;
}
