/** A batch that is computed in parts, because it does not fit into memory as a whole. */
import { setImmediate } from 'node:timers/promises';
import type { PhotoRange } from '../../data/views/view-arrays.js';
import { type Tensor, tf } from '../tf/tf.js';

/** Lets other work have its turn between two parts: decoding, signals, the view. Throws the signal's reason. */
export async function nextPart(signal: AbortSignal): Promise<void> {
	await setImmediate();
	signal.throwIfAborted();
}

/** A part's rows of what has V a photo, all first ones first: [V·B, …] → [V·b, …] */
export function rowsOfPart(x: Tensor, photos: number, { start, end }: PhotoRange): Tensor {
	const [rows, ...rest] = x.shape as [number, ...number[]];
	const views = rows / photos;
	const byView = tf.reshape(x, [views, photos, ...rest]);
	const from = [0, start, ...rest.map(() => 0)];
	const wanted = tf.slice(byView, from, [views, end - start, ...rest]);
	return tf.reshape(wanted, [views * (end - start), ...rest]);
}

/** The whole batch's rows of the rows that each part has: the inverse of `rowsOfPart`, for two views a photo. */
export function joinParts(parts: readonly Tensor[]): Tensor {
	const byView = parts.map((part) => {
		const [rows, ...rest] = part.shape as [number, ...number[]];
		return tf.reshape(part, [2, rows / 2, ...rest]);
	});
	const joined = tf.concat(byView, 1);
	const [views, photos, ...rest] = joined.shape as [number, number, ...number[]];
	return tf.reshape(joined, [views * photos, ...rest]);
}
