import { type Tensor, tf } from '../tf/tf.js';

const epsilon = 1e-5;

/**
 * Batch normalisation with this batch's statistics (biased variance) only: there are no running averages, since a
 * projection head is used in training alone. MoCo v3, DINO and SiT keep their teacher in this mode too.
 *
 * @param x [V·B, D], the B rows of one view after those of the other; each view has statistics of its own
 * @param scale [D], as `shift`; both are left out where the layer has no affine part
 */
export function batchNorm(x: Tensor, views: number, scale?: Tensor, shift?: Tensor): Tensor {
	const [rows, width] = x.shape as [number, number];
	const byView = tf.reshape(x, [views, rows / views, width]);
	const centred = tf.sub(byView, tf.mean(byView, 1, true));
	const variance = tf.mean(tf.square(centred), 1, true);
	const normal = tf.reshape(tf.mul(centred, tf.rsqrt(tf.add(variance, epsilon))), [rows, width]);
	return scale && shift ? tf.add(tf.mul(normal, scale), shift) : normal;
}
