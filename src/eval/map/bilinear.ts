import type { Size } from '../../data/geometry.js';
import type { ScoreMap } from '../items.js';
import { ScratchMap } from './scratch.js';

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
 * Interpolates a map bilinearly to the photo's size, in float64, without antialiasing: torch's
 * `interpolate(mode='bilinear', align_corners=False)`. A map of that size is copied unchanged.
 *
 * @param out height × width of the photo
 */
export function upsampleTo(
	{ scratch, values: out }: ScratchMap,
	{ rows, columns, values }: ScoreMap,
	{ width, height }: Size,
): void {
	if (rows === height && columns === width) {
		out.set(values);
		return;
	}

	const down = steps(rows, height);
	const across = steps(columns, width);
	scratch.functions.upsample(
		scratch.put(values),
		rows,
		columns,
		scratch.put(down.low),
		scratch.put(down.weight),
		scratch.put(Int32Array.from({ length: columns + 1 }, (_, c) => firstAtLeast(across.low, c))),
		scratch.put(across.weight),
		scratch.float64(columns + 1).byteOffset,
		height,
		width,
		out.byteOffset,
	);
}

/** Interpolates like `upsampleTo`, into a new array, height × width. */
export function upsample(map: ScoreMap, size: Size): Float64Array {
	using out = new ScratchMap(size.width * size.height);
	upsampleTo(out, map, size);
	return out.values.slice();
}

/** Returns the index of the first of the ascending `values` that is at least `value`. */
function firstAtLeast(values: Int32Array, value: number): number {
	const first = values.findIndex((v) => v >= value);
	return first < 0 ? values.length : first;
}
