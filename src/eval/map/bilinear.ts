import type { Size } from '../../data/geometry.js';
import type { ScoreMap } from '../items.js';
import { board } from './scratch.js';

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
 * `interpolate(mode='bilinear', align_corners=False)`. A map of that size is copied unchanged.
 *
 * @returns height × width, a view of the board, which holds until the next map is brought there
 */
export function upsampleOnBoard({ rows, columns, values }: ScoreMap, { width, height }: Size): Float64Array {
	const out = board.map(width * height);
	if (rows === height && columns === width) {
		out.set(values);
		return out;
	}

	const down = steps(rows, height);
	const across = steps(columns, width);
	board.functions.upsample(
		board.put(values),
		rows,
		columns,
		board.put(down.low),
		board.put(down.weight),
		board.put(Int32Array.from({ length: columns + 1 }, (_, c) => firstAtLeast(across.low, c))),
		board.put(across.weight),
		board.float64(columns + 1).byteOffset,
		height,
		width,
		out.byteOffset,
	);
	return out;
}

/** Interpolates like `upsampleOnBoard`, into a new array. */
export function upsample(map: ScoreMap, size: Size): Float64Array {
	return upsampleOnBoard(map, size).slice();
}

/** Returns the index of the first of the ascending `values` that is at least `value`. */
function firstAtLeast(values: Int32Array, value: number): number {
	const first = values.findIndex((v) => v >= value);
	return first < 0 ? values.length : first;
}
