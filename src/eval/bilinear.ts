import type { ScoreMap } from './items.js';
import type { Size } from './patches.js';

/** Output sample i lies `weight[i]` of the way from input sample `low[i]` to the next. */
interface Steps {
	readonly low: Int32Array;
	readonly weight: Float64Array;
}

function steps(from: number, to: number): Steps {
	const low = new Int32Array(to);
	const weight = new Float64Array(to);
	for (let i = 0; i < to; i++) {
		const source = Math.min(Math.max(((i + 0.5) * from) / to - 0.5, 0), from - 1);
		low[i] = Math.floor(source);
		weight[i] = source - low[i]!;
	}
	return { low, weight };
}

/**
 * Bilinear interpolation of a map to the photo's size, in float64, without antialiasing: torch's
 * `interpolate(mode='bilinear', align_corners=False)`. A map of that size is returned as it is, copied.
 *
 * @param out height × width values to write to, so that a caller in a loop needs one array
 */
export function upsample(
	{ rows, columns, values }: ScoreMap,
	{ width, height }: Size,
	out: Float64Array = new Float64Array(width * height),
): Float64Array {
	if (rows === height && columns === width) {
		out.set(values);
		return out;
	}

	const vertical = steps(rows, height);
	const { low, weight } = steps(columns, width);
	const begins = Int32Array.from({ length: columns + 1 }, (_, c) => firstAtLeast(low, c));
	const line = new Float64Array(columns + 1);
	for (let y = 0; y < height; y++) {
		const above = vertical.low[y]! * columns;
		const below = Math.min(vertical.low[y]! + 1, rows - 1) * columns;
		for (let c = 0; c < columns; c++) {
			line[c] = values[above + c]! + vertical.weight[y]! * (values[below + c]! - values[above + c]!);
		}
		line[columns] = line[columns - 1]!; // constant beyond the last column
		for (let c = 0; c < columns; c++) {
			const left = line[c]!;
			const rise = line[c + 1]! - left;
			const end = begins[c + 1]!;
			for (let x = begins[c]!; x < end; x++) out[y * width + x] = left + weight[x]! * rise;
		}
	}
	return out;
}

/** Index of the first of the ascending `values` that is at least `value`. */
function firstAtLeast(values: Int32Array, value: number): number {
	const first = values.findIndex((v) => v >= value);
	return first < 0 ? values.length : first;
}
