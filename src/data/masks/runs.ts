/**
 * Mask as run lengths, in the order of COCO's tools: column by column from the top left, beginning with the zeros.
 * Everywhere else in this project a mask is row-major.
 */
export interface Runs {
	readonly width: number;
	readonly height: number;
	/** Lengths of the runs, alternately of 0s and of 1s; they sum to width × height. */
	readonly counts: readonly number[];
}

/**
 * Checks that the counts sum to the mask's size.
 *
 * @throws {RangeError} when a count is negative or not an integer, or when they do not sum to width × height
 */
export function toRuns(counts: readonly number[], width: number, height: number): Runs {
	let sum = 0;

	for (const [run, count] of counts.entries()) {
		if (!Number.isInteger(count) || count < 0) {
			throw new RangeError(`Run ${run} of the mask has length \`${count}\`, where a count ≥ 0 must stand`);
		}

		sum += count;
	}

	if (sum !== width * height) {
		throw new RangeError(
			`The runs of the mask sum to \`${sum}\` pixels, but ${width} × ${height} has ${width * height}`,
		);
	}

	return { width, height, counts };
}

/** Encodes a row-major mask of height × width bytes: anything but 0 belongs to it. */
export function encodeRuns(mask: Uint8Array, width: number, height: number): Runs {
	const counts: number[] = [];
	let inside = false;
	let length = 0;

	for (let x = 0; x < width; x++) {
		for (let y = 0; y < height; y++) {
			if ((mask[y * width + x] !== 0) !== inside) {
				counts.push(length);
				length = 0;
				inside = !inside;
			}

			length++;
		}
	}

	counts.push(length);

	return { width, height, counts };
}

/** Decodes to a row-major mask of height × width bytes, 0 or 1. */
export function decodeRuns(runs: Runs): Uint8Array {
	const mask = new Uint8Array(runs.width * runs.height);
	paintRuns(mask, runs);

	return mask;
}

/** Writes 1 over the runs' pixels of a row-major mask, so that masks painted one after the other unite. */
export function paintRuns(mask: Uint8Array, { width, height, counts }: Runs): void {
	let start = 0;

	for (const [run, count] of counts.entries()) {
		if (run % 2 === 1) paintRun(mask, width, height, start, count);
		start += count;
	}
}

function paintRun(mask: Uint8Array, width: number, height: number, start: number, count: number): void {
	let x = Math.floor(start / height);
	let y = start % height;

	for (let left = count; left > 0; left--) {
		mask[y * width + x] = 1;
		y++;

		if (y === height) {
			y = 0;
			x++;
		}
	}
}

/** Number of pixels in the mask. */
export function areaOfRuns({ counts }: Runs): number {
	return counts.reduce((area, count, run) => (run % 2 === 1 ? area + count : area), 0);
}

/** `[x, y, width, height]` of the smallest box around the mask; all 0 for an empty one. */
export function boxOfRuns({ height, counts }: Runs): [number, number, number, number] {
	let [left, right, top, bottom] = [Infinity, -1, Infinity, -1];
	let start = 0;

	for (const [run, count] of counts.entries()) {
		if (run % 2 === 1 && count > 0) {
			const first = Math.floor(start / height);
			const last = Math.floor((start + count - 1) / height);
			left = Math.min(left, first);
			right = last;
			// A run that continues in the next column touches the bottom of one and the top of the other.
			top = first < last ? 0 : Math.min(top, start % height);
			bottom = first < last ? height - 1 : Math.max(bottom, (start + count - 1) % height);
		}

		start += count;
	}

	return right < 0 ? [0, 0, 0, 0] : [left, top, right - left + 1, bottom - top + 1];
}
