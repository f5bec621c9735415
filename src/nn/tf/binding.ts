import { type Tensor, tf } from './tf.js';

/** An attribute of a TensorFlow operation, in the form that the binding wants. */
export interface Attribute {
	readonly name: string;
	readonly type: number;
	readonly value: unknown;
}

/** A tensor that the binding has made. */
export interface Made {
	readonly id: number;
	readonly shape: number[];
	readonly dtype: number;
}

/** tfjs-node's native addon, in the parts that are used here. Tensors are numbers to it. */
export interface Binding {
	readonly TF_FLOAT: number;
	readonly TF_INT32: number;
	readonly TF_ATTR_TYPE: number;
	readonly TF_ATTR_SHAPE: number;
	readonly TF_ATTR_STRING: number;
	readonly TF_ATTR_BOOL: number;
	readonly TF_ATTR_INT: number;
	readonly TF_ATTR_FLOAT: number;
	executeOp(
		name: string,
		attributes: readonly Attribute[],
		inputs: readonly number[],
		outputs: number,
	): Made[];
	createTensor(shape: readonly number[], dtype: number, values: TypedArray): number;
	deleteTensor(id: number): void;
	tensorDataSync(id: number): TypedArray;
	loadSavedModel(folder: string, tags: string): number;
	/** Names such as `name:0`, separated by commas. */
	runSavedModel(model: number, inputs: readonly number[], inputNames: string, outputNames: string): Made[];
	deleteSavedModel(model: number): void;
}

export type TypedArray = Float32Array | Int32Array | Uint8Array;

/** The part of tfjs-node's backend that runs any TensorFlow operation by name, those tfjs has no kernel for too. */
export interface RawBackend {
	binding: Binding;
	/** Its tensors, by `dataId`. */
	readonly tensorMap: { get(dataId: object): { readonly id: number; readonly dtype: number } };
	executeMultipleOutputs(
		name: string,
		attributes: Attribute[],
		inputs: readonly Tensor[],
		outputs: number,
	): Tensor[];
	/** Uploads those that TensorFlow does not have yet. */
	getInputTensorIds(tensors: readonly Tensor[]): number[];
	createOutputTensor(made: Made): Tensor;
}

/** The TensorFlow backend when it is the one in use; `undefined` on wasm and in pure JavaScript. */
export function rawBackend(): RawBackend | undefined {
	return tf.getBackend() === 'tensorflow' ? (tf.backend() as unknown as RawBackend) : undefined;
}
