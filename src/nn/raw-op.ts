import { type Tensor, tf } from './tf.js';

/** An attribute of a TensorFlow operation, in the form that the binding wants. */
export interface Attribute {
	readonly name: string;
	readonly type: number;
	readonly value: unknown;
}

/** The part of tfjs-node's backend that runs any TensorFlow operation by name, those tfjs has no kernel for too. */
export interface RawBackend {
	readonly binding: {
		readonly TF_FLOAT: number;
		readonly TF_ATTR_TYPE: number;
		readonly TF_ATTR_SHAPE: number;
		readonly TF_ATTR_STRING: number;
		readonly TF_ATTR_BOOL: number;
	};
	executeMultipleOutputs(
		name: string,
		attributes: Attribute[],
		inputs: readonly Tensor[],
		outputs: number,
	): Tensor[];
}

/** The TensorFlow backend when it is the one in use; `undefined` on wasm and in pure JavaScript. */
export function rawBackend(): RawBackend | undefined {
	return tf.getBackend() === 'tensorflow' ? (tf.backend() as unknown as RawBackend) : undefined;
}
