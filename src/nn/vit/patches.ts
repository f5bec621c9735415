import type { Grid } from '../../data/geometry.js';
import { type Tensor, tf } from '../tf/tf.js';

/**
 * Returns the patch grid of images [B, H, W, 3].
 *
 * @throws {RangeError} when a side is not a multiple of `patch`
 */
export function gridOf(images: Tensor, patch: number): Grid {
	const [, height, width] = images.shape as [number, number, number, number];
	if (height % patch !== 0 || width % patch !== 0) {
		throw new RangeError(
			`Images of ${height}×${width} px do not divide into patches of \`${patch}\` px; resize them to multiples of it`,
		);
	}
	return { rows: height / patch, columns: width / patch };
}

/**
 * Cuts images into patches, in reading order: [B, H, W, 3] → [B, N, 3·P·P], each patch in the order of
 * PyTorch's convolution weights [D, 3, P, P]: channel, row, column.
 *
 * With it the patch embedding is a product of matrices; a convolution would need a gradient that not every
 * backend has.
 */
export function patchify(images: Tensor, patch: number): Tensor {
	const { rows, columns } = gridOf(images, patch);
	const [batch, , , channels] = images.shape as [number, number, number, number];
	const cut = tf.reshape(images, [batch, rows, patch, columns, patch, channels]);
	return tf.reshape(tf.transpose(cut, [0, 1, 3, 5, 2, 4]), [batch, rows * columns, channels * patch * patch]);
}

/** Inverts `patchify`: [B, N, 3·P·P] → [B, H, W, 3]. */
export function unpatchify(patches: Tensor, { rows, columns }: Grid, patch: number): Tensor {
	const batch = patches.shape[0]!;
	const cut = tf.reshape(patches, [batch, rows, columns, 3, patch, patch]);
	return tf.reshape(tf.transpose(cut, [0, 1, 4, 2, 5, 3]), [batch, rows * patch, columns * patch, 3]);
}

/**
 * Marks patches with at least half of their pixels corrupted by 1: [B, H, W, 1] → [B, N].
 *
 * @param mask 1 = corrupted
 */
export function maskedPatches(mask: Tensor, patch: number): Tensor {
	return tf.cast(tf.greaterEqual(tf.mean(patchify(mask, patch), -1), 0.5), 'float32');
}
