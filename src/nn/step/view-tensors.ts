import type { MaskedViews } from '../../data/items.js';
import { localArray, type PhotoRange, viewArrays } from '../../data/views/view-arrays.js';
import { type Tensor4D, tf } from '../tf/tf.js';

/** The views of B photos on the device. A type, for `tf.tidy` to return it. */
export type ViewTensors = {
	/** Clean views for the teacher, [2B, S, S, 3] in normalised colours. */
	readonly clean: Tensor4D;
	/** Corrupted views for the student, [2B, S, S, 3]. */
	readonly corrupted: Tensor4D;
	/** Mask, [2B, S, S, 1], 1 = corrupted. */
	readonly mask: Tensor4D;
	/** Local views, [L·B, s, s, 3]: all first ones, then all second ones; absent without multi-crop. */
	readonly local?: Tensor4D;
};

/** Moves the views of a batch, or of some of its photos, to the device. The caller disposes of them. */
export function viewTensors(batch: readonly MaskedViews[], photos?: PhotoRange): ViewTensors {
	const { clean, corrupted, mask } = viewArrays(batch, photos);
	const local = localArray(batch, photos);
	const [{ width, height }] = batch[0]!.views;
	const views = mask.length / (width * height);
	// In one scope, so that a full device is left clean.
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
