import type { MaskedViews } from '../src/data/items.js';
import { localArray, viewArrays } from '../src/data/view-arrays.js';
import { map, type Stage } from '../src/flow/stage.js';
import type { ViewBatch } from '../src/nn/step-items.js';
import { tf } from '../src/nn/tf.js';

/** Hands a batch of views to the device. From here on items own tensors. */
export const toTensors: Stage<readonly MaskedViews[], ViewBatch> = map(
	'to-tensors',
	(batch) => {
		const { clean, corrupted, mask } = viewArrays(batch);
		const local = localArray(batch);
		const [{ width, height }] = batch[0]!.views;
		const shape = [2 * batch.length, height, width] as const;
		// In one scope, so that where the device is full, nothing is left on it.
		return tf.tidy(() => ({
			epoch: batch.at(-1)!.epoch,
			photos: batch.length,
			clean: tf.tensor4d(clean, [...shape, 3]),
			corrupted: tf.tensor4d(corrupted, [...shape, 3]),
			mask: tf.tensor4d(mask, [...shape, 1]),
			...(local && { local: localTensor(batch, local) }),
		}));
	},
	{ types: 'MaskedViews[] → ViewBatch' },
);

function localTensor(batch: readonly MaskedViews[], values: Float32Array) {
	const views = batch[0]!.local!;
	const { width, height } = views[0]!;
	return tf.tensor4d(values, [views.length * batch.length, height, width, 3]);
}
