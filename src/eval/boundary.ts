import type { Size } from './patches.js';

/** A pixel is boundary at the levels from `low` on that are below `high`: none where they are equal. */
interface Crossings {
	readonly low: Uint8Array;
	readonly high: Uint8Array;
}

/** Boundary pixels of the prediction and how many of both sides' find a partner, per threshold. */
interface Matches {
	readonly drawn: Int32Array;
	readonly drawnMatched: Int32Array;
	readonly targetMatched: Int32Array;
	readonly target: number;
}

/**
 * Boundary F of two masks, as davis2017-evaluation measures it: boundaries one pixel wide, matched within 0.008 of
 * the photo's diagonal (rounded up), F = 2PR / (P + R).
 *
 * @param prediction height × width, 1 = foreground; 0 where ignored, as in `target`
 */
export function boundaryF(prediction: Uint8Array, target: Uint8Array, size: Size): number {
	return boundaryCurve(prediction, 1, target, size)[0]!;
}

/**
 * Boundary F at every threshold in one pass: a pixel that reaches `levels[i]` thresholds is foreground at the first
 * `levels[i]` of them, so it is boundary exactly at those that lie between it and a neighbour.
 *
 * @param levels height × width, 0 to `count`; 0 where ignored
 * @param target height × width, 1 = object; not 1 where ignored
 * @returns `count` values
 */
export function boundaryCurve(
	levels: Uint8Array,
	count: number,
	target: Uint8Array,
	size: Size,
): Float64Array {
	const radius = Math.ceil(0.008 * Math.hypot(size.width, size.height));
	const outline = outlinePixels(target, size);
	const near = dilate(outline, radius, size);
	const matches = matchBoundaries(levels, count, outline, near, radius, size);
	return Float64Array.from({ length: count }, (_, k) => fMeasure(matches, k));
}

function fMeasure({ drawn, drawnMatched, targetMatched, target }: Matches, k: number): number {
	if (drawn[k] === 0 || target === 0) return drawn[k] === target ? 1 : 0;

	const precision = drawnMatched[k]! / drawn[k]!;
	const recall = targetMatched[k]! / target;
	return precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
}

/** Pixels that differ from their right, lower or lower right neighbour: a boundary one pixel wide. */
function outlinePixels(mask: Uint8Array, { width, height }: Size): number[] {
	const outline: number[] = [];
	for (let y = 0; y < height; y++) {
		const down = y + 1 < height ? width : 0;
		for (let x = 0; x < width; x++) {
			const i = y * width + x;
			const j = x + 1 < width ? i + 1 : i;
			const inside = mask[i] === 1;
			if (
				(mask[j] === 1) !== inside ||
				(mask[i + down] === 1) !== inside ||
				(mask[j + down] === 1) !== inside
			) {
				outline.push(i);
			}
		}
	}
	return outline;
}

/** The disc x² + y² ≤ radius² around a pixel, cut at the photo's edge, row by row. */
class Disc {
	/** First and last pixel of each row, in turn. */
	readonly spans: Int32Array;
	readonly #halves: number[];
	readonly #size: Size;

	constructor(radius: number, size: Size) {
		this.#size = size;
		this.#halves = Array.from({ length: 2 * radius + 1 }, (_, i) =>
			Math.floor(Math.sqrt(radius ** 2 - (i - radius) ** 2)),
		);
		this.spans = new Int32Array(2 * this.#halves.length);
	}

	/** Moves the disc, and returns how many of the `spans` are set. */
	moveTo(pixel: number): number {
		const { width, height } = this.#size;
		const top = Math.floor(pixel / width) - (this.#halves.length - 1) / 2;
		const x = pixel % width;
		let length = 0;
		for (let row = 0; row < this.#halves.length; row++) {
			const y = top + row;
			if (y < 0 || y >= height) continue;

			this.spans[length++] = y * width + Math.max(0, x - this.#halves[row]!);
			this.spans[length++] = y * width + Math.min(width - 1, x + this.#halves[row]!);
		}
		return length;
	}
}

function dilate(pixels: readonly number[], radius: number, size: Size): Uint8Array {
	const near = new Uint8Array(size.width * size.height);
	const disc = new Disc(radius, size);
	for (const pixel of pixels) {
		const length = disc.moveTo(pixel);
		for (let s = 0; s < length; s += 2) {
			for (let i = disc.spans[s]!; i <= disc.spans[s + 1]!; i++) near[i] = 1;
		}
	}
	return near;
}

function matchBoundaries(
	levels: Uint8Array,
	count: number,
	outline: readonly number[],
	near: Uint8Array,
	radius: number,
	size: Size,
): Matches {
	const { low, high } = crossings(levels, size);
	const drawn = new Int32Array(count + 1);
	const drawnMatched = new Int32Array(count + 1);
	for (let i = 0; i < levels.length; i++) {
		if (low[i] === high[i]) continue;

		drawn[low[i]!]!++;
		drawn[high[i]!]!--;
		if (near[i] === 1) {
			drawnMatched[low[i]!]!++;
			drawnMatched[high[i]!]!--;
		}
	}
	accumulate(drawn);
	accumulate(drawnMatched);
	const targetMatched = matchTarget({ low, high }, count, outline, radius, size);
	return { drawn, drawnMatched, targetMatched, target: outline.length };
}

function crossings(levels: Uint8Array, { width, height }: Size): Crossings {
	const low = new Uint8Array(levels.length);
	const high = new Uint8Array(levels.length);
	for (let y = 0; y < height; y++) {
		const down = y + 1 < height ? width : 0;
		for (let x = 0; x < width; x++) {
			const i = y * width + x;
			const j = x + 1 < width ? i + 1 : i;
			const [a, b, c, d] = [levels[i]!, levels[j]!, levels[i + down]!, levels[j + down]!];
			low[i] = Math.min(a, b, c, d);
			high[i] = Math.max(a, b, c, d);
		}
	}
	return { low, high };
}

/** How many of the target's boundary pixels have a predicted one within the radius, per threshold. */
function matchTarget(
	{ low, high }: Crossings,
	count: number,
	outline: readonly number[],
	radius: number,
	size: Size,
): Int32Array {
	const disc = new Disc(radius, size);
	const matched = new Int32Array(count);
	const seen = new Int32Array(count).fill(-1); // the last boundary pixel that was matched at each threshold
	for (const pixel of outline) {
		const length = disc.moveTo(pixel);
		for (let s = 0; s < length; s += 2) {
			for (let i = disc.spans[s]!; i <= disc.spans[s + 1]!; i++) {
				for (let k = low[i]!; k < high[i]!; k++) {
					if (seen[k] === pixel) continue;

					seen[k] = pixel;
					matched[k]!++;
				}
			}
		}
	}
	return matched;
}

function accumulate(counts: Int32Array): void {
	for (let k = 1; k < counts.length; k++) counts[k] = counts[k]! + counts[k - 1]!;
}
