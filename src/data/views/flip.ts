import type { Image } from '../items.js';

/** Swaps left and right, in place. */
export function flip({ pixels, width, height }: Image): void {
	for (let y = 0; y < height; y++) {
		let left = y * width * 3;
		let right = left + (width - 1) * 3;
		for (; left < right; left += 3, right -= 3) {
			for (let c = 0; c < 3; c++) {
				const sample = pixels[left + c]!;
				pixels[left + c] = pixels[right + c]!;
				pixels[right + c] = sample;
			}
		}
	}
}
