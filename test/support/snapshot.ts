import { tf } from '../../src/nn/tf/tf.js';

/** A copy of all that `value` holds, the numbers of its tensors included. Functions stay themselves. */
export function snapshot(value: unknown): unknown {
	if (value instanceof tf.Tensor) {
		return { shape: value.shape, dtype: value.dtype, numbers: value.dataSync().slice() };
	}

	if (ArrayBuffer.isView(value)) return structuredClone(value);
	if (Array.isArray(value)) return value.map(snapshot);
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, snapshot(inner)]));
}

/** Makes writing into `value` an error; typed arrays and tensors cannot be frozen. */
export function freeze(value: unknown): void {
	if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return;
	if (value instanceof tf.Tensor || Object.isFrozen(value)) return;
	Object.freeze(value);
	Object.values(value).forEach(freeze);
}
