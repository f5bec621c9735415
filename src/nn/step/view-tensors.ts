import type { MaskedViews } from '../../data/items.js';
import { localArray, type PhotoRange, viewArrays } from '../../data/views/view-arrays.js';
import { type Tensor4D, tf } from '../tf/tf.js';

/** The views of B photos on the device. A type, for `tf.tidy` to return it. */
export type ViewTensors = {
	/** [2B, S, S, 3], normalised colours; what the teacher sees. */
	readonly clean: Tensor4D;
	/** [2B, S, S, 3]; what the student sees. */
	readonly corrupted: Tensor4D;
	/** [2B, S, S, 1], 1 = corrupted. */
	readonly mask: Tensor4D;
	/** [L·B, s, s, 3]: all first local views, then all second ones; absent without multi-crop. */
	readonly local?: Tensor4D;
};

/** Hands the views of a batch to the device, or of some photos of it. The caller disposes of them. */
export function viewTensors(batch: readonly MaskedViews[], photos?: PhotoRange): ViewTensors {
	const { clean, corrupted, mask } = viewArrays(batch, photos);
	const local = localArray(batch, photos);
	const [{ width, height }] = batch[0]!.views;
	const views = mask.length / (width * height);
	// In one scope, so that where the device is full, nothing is left on it.
	return tf.tidy(() => ({
		clean: tf.tensor4d(clean, [views, height, width, 3]),
		corrupted: tf.tensor4d(corrupted, [views, height, width, 3]),
		mask: tf.tensor4d(mask, [views, height, width, 1]),
		...(local && { local: localTensor(batch, local) }),
	}));
}

function localTensor(batch: readonly MaskedViews[], values: Float32Array): Tensor4D {
	const { width, height } = batch[0]!.local![0]!;
	return tf.tensor4d(values, [values.length / (3 * width * height), height, width, 3]);
}
