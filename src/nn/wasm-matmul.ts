/**
 * A faster `BatchMatMul` for the wasm backend. Its own has fast code (XNNPACK) for one pair of untransposed matrices
 * only, and a plain loop for the rest, which is most of what attention and gradients ask for.
 */
import { tf } from './tf.js';

/** What kernels take and give: a tensor before tfjs wraps it. */
interface Data {
	readonly dataId: object;
	readonly shape: number[];
	readonly dtype: 'float32';
}

interface WasmBackend {
	makeOutput(shape: number[], dtype: 'float32'): Data;
	/** A view of memory that moves when it grows: asked for anew after every allocation. */
	typedArrayFromHeap(data: Data): Float32Array;
	disposeData(dataId: object): void;
}

type Multiply = (a: Data, b: Data) => Data;

/** Replaces the wasm backend's kernel. To be called once, after that backend has been loaded. */
export function registerWasmMatMul(): void {
	const stock = tf.getKernel('BatchMatMul', 'wasm');
	tf.unregisterKernel('BatchMatMul', 'wasm');
	const kernelFunc = ({ inputs, attrs, backend }: KernelArguments) => {
		const { a, b } = inputs;
		const left = attrs.transposeA ? transposed(a, backend) : a;
		const right = attrs.transposeB ? transposed(b, backend) : b;
		const attributes = { transposeA: false, transposeB: false };
		const multiply: Multiply = (a, b) => call(stock, { a, b }, attributes, backend);
		const product = multiplyBatches(left, right, multiply, backend);
		if (left !== a) backend.disposeData(left.dataId);
		if (right !== b) backend.disposeData(right.dataId);
		return product;
	};
	tf.registerKernel({ ...stock, kernelFunc } as unknown as tf.KernelConfig);
}

interface KernelArguments {
	readonly inputs: { readonly a: Data; readonly b: Data };
	readonly attrs: { readonly transposeA: boolean; readonly transposeB: boolean };
	readonly backend: WasmBackend;
}

function multiplyBatches(a: Data, b: Data, multiply: Multiply, backend: WasmBackend): Data {
	const [rows, inner, columns] = [a.shape.at(-2)!, a.shape.at(-1)!, b.shape.at(-1)!];
	const [batchA, batchB] = [batchSize(a), batchSize(b)];
	const outer = tf.broadcast_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
	const shape = [...outer, rows, columns];
	// One right-hand matrix for all, as in a linear layer: the batch is only more rows.
	if (batchB === 1) return { ...multiply({ ...a, shape: [1, batchA * rows, inner] }, matrix(b)), shape };
	if (batchA !== 1 && batchA !== batchB) return multiply(a, b);

	const out = backend.makeOutput(shape, 'float32');
	for (let index = 0; index < batchB; index++) {
		const left = copyOfMatrix(a, batchA === 1 ? 0 : index, backend);
		const right = copyOfMatrix(b, index, backend);
		const product = multiply(left, right);
		backend.typedArrayFromHeap(out).set(backend.typedArrayFromHeap(product), index * rows * columns);
		for (const { dataId } of [left, right, product]) backend.disposeData(dataId);
	}
	return out;
}

function batchSize({ shape }: Data): number {
	return tf.util.sizeFromShape(shape.slice(0, -2));
}

function matrix(data: Data): Data {
	return { ...data, shape: [1, ...data.shape.slice(-2)] };
}

function copyOfMatrix(data: Data, index: number, backend: WasmBackend): Data {
	const copy = backend.makeOutput(matrix(data).shape, 'float32');
	const size = tf.util.sizeFromShape(copy.shape);
	const source = backend.typedArrayFromHeap(data).subarray(index * size, (index + 1) * size);
	backend.typedArrayFromHeap(copy).set(source);
	return copy;
}

function transposed(data: Data, backend: WasmBackend): Data {
	const rank = data.shape.length;
	const perm = [...data.shape.keys()].slice(0, -2).concat(rank - 1, rank - 2);
	return call(tf.getKernel('Transpose', 'wasm'), { x: data }, { perm }, backend);
}

function call(kernel: tf.KernelConfig, inputs: object, attrs: object, backend: WasmBackend): Data {
	return kernel.kernelFunc({ inputs: inputs as never, attrs: attrs as never, backend }) as unknown as Data;
}
