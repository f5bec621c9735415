import type { Grid } from '../../data/geometry.js';
import { type Tensor, tf } from '../tf/tf.js';

/** Cosines and sines [N, 1, d] of the rotation angles of queries and keys. */
export interface RotaryTables {
	readonly cosines: Tensor;
	readonly sines: Tensor;
}

/**
 * DINOv3's rotary positions: the angles of patch n are 2π·c/100^(4i/d), c its centre on [−1, 1], d/4 of them for
 * the row, d/4 for the column, and the same again for the other half of a head. The `prefix` tokens before the
 * patches (CLS, registers) are not turned.
 */
export function rotaryTables({ rows, columns }: Grid, headWidth: number, prefix: number): RotaryTables {
	const quarter = headWidth / 4;
	const angles = new Float64Array((prefix + rows * columns) * headWidth);
	for (let n = 0; n < rows * columns; n++) {
		const centre = [(2 * Math.floor(n / columns) + 1) / rows - 1, (2 * (n % columns) + 1) / columns - 1];
		for (let j = 0; j < headWidth; j++) {
			const period = 100 ** ((j % quarter) / quarter);
			const along = centre[Math.floor(j / quarter) % 2]!;
			angles[(prefix + n) * headWidth + j] = (2 * Math.PI * along) / period;
		}
	}
	const table = (of: (angle: number) => number) =>
		tf.tensor3d(Float32Array.from(angles, of), [prefix + rows * columns, 1, headWidth]);
	return { cosines: table(Math.cos), sines: table(Math.sin) };
}

/**
 * Turns the queries and keys in `qkv` [B, N, 3·D] (arXiv 2104.09864): q·cos + rotate(q)·sin in each head, where
 * rotate maps the halves (a, b) of a head to (−b, a).
 */
export function applyRotary(qkv: Tensor, { cosines, sines }: RotaryTables): Tensor {
	const [batch, tokens, triple] = qkv.shape as [number, number, number];
	const headWidth = cosines.shape.at(-1)!;
	const [queriesAndKeys, values] = tf.split(qkv, [(2 * triple) / 3, triple / 3], -1) as [Tensor, Tensor];
	const heads = tf.reshape(queriesAndKeys, [batch, tokens, -1, headWidth]);
	const [a, b] = tf.split(heads, 2, -1) as [Tensor, Tensor];
	const turned = tf.add(tf.mul(heads, cosines), tf.mul(tf.concat([tf.neg(b), a], -1), sines));
	return tf.concat([tf.reshape(turned, queriesAndKeys.shape), values], -1);
}
