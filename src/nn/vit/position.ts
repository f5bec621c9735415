import type { Grid } from '../../data/geometry.js';
import { type Tensor, tf } from '../tf/tf.js';
import type { PositionResize } from './config.js';

/**
 * Resizes a position table [1, 1 + S², D], made for S × S patches, to the patches of `grid`: [1, 1 + N, D].
 *
 * The part of CLS stays as it is. The rest is interpolated by a product of small matrices with the table, so that the
 * table receives a gradient. Equal to the table itself if the grids are equal.
 */
export function resizePositions(table: Tensor, grid: Grid, resize: PositionResize = 'bicubic'): Tensor {
	const [, tokens, width] = table.shape as [number, number, number];
	const side = Math.round(Math.sqrt(tokens - 1));
	if (grid.rows === side && grid.columns === side) return tf.clone(table);
	return tf.tidy(() => {
		const cls = tf.slice(table, [0, 0, 0], [1, 1, width]);
		const patches = tf.slice(table, [0, 1, 0], [1, side * side, width]);
		const down = resizeFirstAxis(tf.reshape(patches, [side, side, width]), grid.rows, resize);
		const across = resizeFirstAxis(tf.transpose(down, [1, 0, 2]), grid.columns, resize);
		const resized = tf.reshape(tf.transpose(across, [1, 0, 2]), [1, grid.rows * grid.columns, width]);
		return tf.concat([cls, resized], 1);
	});
}

function resizeFirstAxis(x: Tensor, size: number, resize: PositionResize): Tensor {
	const [from, ...rest] = x.shape as [number, number, number];
	const matrix = tf.tensor2d(Float32Array.from(bicubicMatrix(from, size, resize)), [size, from]);
	return tf.reshape(tf.matMul(matrix, tf.reshape(x, [from, -1])), [size, ...rest]);
}

/**
 * The weights [to, from], row-major, of PyTorch's `interpolate(mode='bicubic', align_corners=False)` along one
 * axis, half-pixel centres, samples beyond the edge equal to the edge's:
 * - `bicubic`: a = −0.75, the step from the two sizes (`size=`);
 * - `bicubic-offset`: the step is from/(to + 0.1) (`scale_factor=`), as DINO and DINOv2 call it;
 * - `bicubic-antialias`: a = −0.5, the kernel widened when shrinking and its weights inside the axis normalised
 *   (`antialias=True`), as timm and DINOv2 with registers call it.
 */
export function bicubicMatrix(from: number, to: number, resize: PositionResize): Float64Array {
	const step = from / (resize === 'bicubic-offset' ? to + 0.1 : to);
	const matrix = new Float64Array(to * from);
	for (let i = 0; i < to; i++) {
		const row = matrix.subarray(i * from, (i + 1) * from);
		if (resize === 'bicubic-antialias') fillAntialiased(row, (i + 0.5) * step, Math.max(step, 1));
		else fillClamped(row, (i + 0.5) * step - 0.5);
	}
	return matrix;
}

function fillClamped(row: Float64Array, centre: number): void {
	const first = Math.floor(centre) - 1;
	for (let j = first; j < first + 4; j++) {
		const inside = Math.min(Math.max(j, 0), row.length - 1);
		row[inside]! += cubic(j - centre, -0.75);
	}
}

function fillAntialiased(row: Float64Array, centre: number, widening: number): void {
	const first = Math.max(Math.trunc(centre - 2 * widening + 0.5), 0);
	const end = Math.min(Math.trunc(centre + 2 * widening + 0.5), row.length);
	let sum = 0;
	for (let j = first; j < end; j++) {
		row[j] = cubic((j + 0.5 - centre) / widening, -0.5);
		sum += row[j]!;
	}
	for (let j = first; j < end; j++) row[j]! /= sum;
}

/** Keys' cubic convolution kernel (1981), from −2 to 2. */
function cubic(distance: number, a: number): number {
	const x = Math.abs(distance);
	if (x >= 2) return 0;
	return x <= 1 ? ((a + 2) * x - (a + 3)) * x * x + 1 : ((x - 5) * x + 8) * x * a - 4 * a;
}

/**
 * The fixed table of MoCo v3, [1 + S², D] row-major: zeros for CLS, then [sin x, cos x, sin y, cos y] of
 * frequencies base^(−i/(D/4)), the base being 10000 there. x is the slow axis: the table is the transpose of reading
 * order.
 *
 * @throws {RangeError} when `width` is not a multiple of 4
 */
export function sincosPositions(width: number, side: number, base = 10_000): Float32Array {
	if (width % 4 !== 0)
		throw new RangeError(`Sine-cosine positions need a width that is a multiple of 4, got \`${width}\``);
	const quarter = width / 4;
	const table = new Float32Array((1 + side * side) * width);
	for (let token = 0; token < side * side; token++) {
		const row = table.subarray((1 + token) * width, (2 + token) * width);
		for (let i = 0; i < quarter; i++) {
			const frequency = base ** (-i / quarter);
			const [x, y] = [Math.floor(token / side) * frequency, (token % side) * frequency];
			row.set([Math.sin(x)], i);
			row.set([Math.cos(x)], quarter + i);
			row.set([Math.sin(y)], 2 * quarter + i);
			row.set([Math.cos(y)], 3 * quarter + i);
		}
	}
	return table;
}
