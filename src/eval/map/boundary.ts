import type { Size } from '../../data/geometry.js';
import { pixelScratch, type Scratch } from './scratch.js';

/** Numbers of boundary pixels and of matched ones, of both masks, per threshold. */
interface Matches {
	readonly drawn: Int32Array;
	readonly drawnMatched: Int32Array;
	readonly targetMatched: Int32Array;
	readonly target: number;
}

/**
 * Boundary F of two masks, as in davis2017-evaluation: boundaries one pixel wide, matched within 0.008 of the photo's
 * diagonal (rounded up), F = 2PR / (P + R).
 *
 * @param prediction height × width, 1 = foreground; 0 where ignored, as in `target`
 */
export function boundaryF(prediction: Uint8Array, target: Uint8Array, size: Size): number {
	return boundaryCurve(prediction, 1, target, size)[0]!;
}

/**
 * Boundary F at every threshold in one pass: a pixel that reaches `levels[i]` thresholds is foreground at the first
 * `levels[i]` of them, so it is boundary exactly at those between it and a neighbour.
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
	using scratch = pixelScratch(levels.length);
	const surroundings = dilate(outline, radius, size, scratch);
	const crossings = findCrossings(levels, count, surroundings, size, scratch);
	const targetMatched = matchTarget(crossings, count, outline, radius, size);
	const matches = { ...crossings, targetMatched, target: outline.length };
	return Float64Array.from({ length: count }, (_, k) => fMeasure(matches, k));
}

function fMeasure({ drawn, drawnMatched, targetMatched, target }: Matches, k: number): number {
	if (drawn[k] === 0 || target === 0) return drawn[k] === target ? 1 : 0;

	const precision = drawnMatched[k]! / drawn[k]!;
	const recall = targetMatched[k]! / target;
	return precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
}

/** Pixels that differ from their right, lower or lower right neighbour: a boundary one pixel wide, in reading order. */
export function outlinePixels(mask: Uint8Array, { width, height }: Size): number[] {
	const outline: number[] = [];
	const top = Math.max(0, Math.floor(mask.indexOf(1) / width) - 1);
	const bottom = Math.floor(mask.lastIndexOf(1) / width);
	for (let y = top; y <= bottom; y++) {
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

	/** Moves the disc, and returns the number of `spans` that are set. */
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

/** Rows of the photo that hold the target's boundary and its surroundings, in scratch memory. */
interface Surroundings {
	/** Index of the first pixel of the first row. */
	readonly first: number;
	/** 1 = within the radius of a boundary pixel. */
	readonly near: Uint8Array;
}

function dilate(outline: readonly number[], radius: number, size: Size, scratch: Scratch): Surroundings {
	const { width, height } = size;
	const top = Math.max(0, Math.floor((outline[0] ?? 0) / width) - radius);
	const bottom = Math.min(height - 1, Math.floor((outline.at(-1) ?? 0) / width) + radius);
	const first = top * width;
	const near = scratch.uint8((bottom + 1 - top) * width).fill(0);
	const disc = new Disc(radius, size);
	for (const pixel of outline) {
		const length = disc.moveTo(pixel);
		for (let s = 0; s < length; s += 2) {
			for (let i = disc.spans[s]! - first; i <= disc.spans[s + 1]! - first; i++) near[i] = 1;
		}
	}
	return { first, near };
}

interface Crossings extends Surroundings {
	/** Where `near`: the first threshold, and the one after the last, at which a pixel is boundary. */
	readonly low: Uint8Array;
	readonly high: Uint8Array;
	/** Boundary pixels per threshold: all, and those near the target's. */
	readonly drawn: Int32Array;
	readonly drawnMatched: Int32Array;
}

function findCrossings(
	levels: Uint8Array,
	count: number,
	{ first, near }: Surroundings,
	{ width, height }: Size,
	scratch: Scratch,
): Crossings {
	const low = scratch.uint8(near.length);
	const high = scratch.uint8(near.length);
	const rise = scratch.int32(2 * 256); // far and near; it rises at `low` and falls at `high`
	scratch.functions.findCrossings(
		scratch.put(levels),
		width,
		height,
		near.byteOffset,
		first / width,
		(first + near.length) / width,
		low.byteOffset,
		high.byteOffset,
		rise.byteOffset,
	);
	const drawn = rise.slice(0, count);
	const drawnMatched = rise.slice(256, 256 + count);
	accumulate(drawn);
	accumulate(drawnMatched);
	for (let k = 0; k < count; k++) drawn[k] = drawn[k]! + drawnMatched[k]!;
	return { first, near, low, high, drawn, drawnMatched };
}

/** Number of the target's boundary pixels with a predicted one within the radius, per threshold. */
function matchTarget(
	{ first, low, high }: Crossings,
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
			for (let i = disc.spans[s]! - first; i <= disc.spans[s + 1]! - first; i++) {
				const end = high[i]!;
				for (let k = low[i]!; k < end; k++) {
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
