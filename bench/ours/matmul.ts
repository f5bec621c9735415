/** The machine's own product of two square matrices, by TensorFlow: GFLOP/s. */
import { openBackend } from '../../src/nn/backend/backend.js';
import { type RawBackend, rawBackend } from '../../src/nn/tf/binding.js';
import { type Tensor, tf } from '../../src/nn/tf/tf.js';
import type { Contest, Settings } from './contest.js';

/** TensorFlow's numbers of types. */
const types = { f32: 1, bf16: 14 };

export async function open({ size, count, precision }: Settings): Promise<Contest> {
	await openBackend();
	const raw = rawBackend();
	const gflop = (2 * size ** 3) / 1e9;
	const [a, b] = [1, 2].map((seed) => tf.randomNormal([size, size], 0, 1, 'float32', seed)) as [
		Tensor,
		Tensor,
	];
	const product = raw
		? rawProduct(raw, a, b, types[precision as keyof typeof types])
		: () => plainProduct(a, b);
	product();
	const measure = async () => {
		const rates: number[] = [];
		for (let i = 0; i < count; i++) {
			const began = performance.now();
			product();
			rates.push(gflop / ((performance.now() - began) / 1000));
		}
		return [Math.max(...rates)];
	};
	return { measure };
}

function plainProduct(a: Tensor, b: Tensor): void {
	const c = tf.matMul(a as tf.Tensor2D, b as tf.Tensor2D);
	c.dataSync();
	c.dispose();
}

/** tfjs has no bfloat16: tensors of this type are numbers of TensorFlow's, and stay with it. */
function rawProduct(raw: RawBackend, a: Tensor, b: Tensor, type: number): () => void {
	const { binding } = raw as unknown as Raw;
	const attribute = (name: string, value: number) => ({ name, type: binding.TF_ATTR_TYPE, value });
	const transposed = (name: string) => ({ name, type: binding.TF_ATTR_BOOL, value: false });
	const attributes = [attribute('T', type), transposed('transpose_a'), transposed('transpose_b')];
	const truncate = { name: 'Truncate', type: binding.TF_ATTR_BOOL, value: false };
	const cast = (id: number) =>
		binding.executeOp('Cast', [attribute('SrcT', types.f32), attribute('DstT', type), truncate], [id], 1)[0]!
			.id;
	const ids = (raw as unknown as Raw).getInputTensorIds([a, b]).map(cast);
	return () => {
		const [product] = binding.executeOp('MatMul', attributes, ids, 1);
		binding.deleteTensor(product!.id);
	};
}

interface Raw {
	readonly binding: {
		readonly TF_ATTR_TYPE: number;
		readonly TF_ATTR_BOOL: number;
		executeOp(
			name: string,
			attributes: unknown[],
			inputs: number[],
			outputs: number,
		): { readonly id: number }[];
		deleteTensor(id: number): void;
	};
	getInputTensorIds(tensors: Tensor[]): number[];
}
