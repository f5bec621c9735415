/** A batch that is computed in micro-batches, because it does not fit into memory as a whole. */
import { setImmediate } from 'node:timers/promises';
import type { PhotoRange } from '../../data/views/view-arrays.js';
import { type Tensor, tf } from '../tf/tf.js';

/**
 * Lets other work have its turn between two micro-batches: decoding, signals, the view.
 *
 * @throws the signal's reason once it is aborted
 */
export async function giveWay(signal: AbortSignal): Promise<void> {
	await setImmediate();
	signal.throwIfAborted();
}

/** Returns a micro-batch's rows of what has V a photo, all first ones first: [V·B, …] → [V·b, …] */
export function sliceRows(x: Tensor, photos: number, { start, end }: PhotoRange): Tensor {
	const [rows, ...rest] = x.shape as [number, ...number[]];
	const views = rows / photos;
	const byView = tf.reshape(x, [views, photos, ...rest]);
	const from = [0, start, ...rest.map(() => 0)];
	const wanted = tf.slice(byView, from, [views, end - start, ...rest]);
	return tf.reshape(wanted, [views * (end - start), ...rest]);
}

/** Returns the whole batch's rows from those of all micro-batches: the inverse of `sliceRows`, for two views a photo. */
export function joinRows(parts: readonly Tensor[]): Tensor {
	const byView = parts.map((part) => {
		const [rows, ...rest] = part.shape as [number, ...number[]];
		return tf.reshape(part, [2, rows / 2, ...rest]);
	});
	const joined = tf.concat(byView, 1);
	const [views, photos, ...rest] = joined.shape as [number, number, ...number[]];
	return tf.reshape(joined, [views * photos, ...rest]);
}
