/** Each fused layer beside its plain form, on widths that fill no vector, one row, and sizes that several threads share. */
import { attention, referenceAttention } from '../../../src/nn/layers/attention.js';
import { biasGelu, referenceGelu } from '../../../src/nn/layers/gelu.js';
import { layerNorm, referenceLayerNorm } from '../../../src/nn/layers/layer-norm.js';
import { addBias } from '../../../src/nn/layers/linear.js';
import { addBranch, addBranchAndNorm } from '../../../src/nn/layers/residual.js';
import { sharpen, sharpenAndMean } from '../../../src/nn/losses/centre.js';
import { referenceSoftCrossEntropy, softCrossEntropy } from '../../../src/nn/losses/soft-cross-entropy.js';
import { type Tensor, tf } from '../../../src/nn/tf/tf.js';
import { drawn, type Operation } from '../../support/gradients.js';

export interface Case {
	readonly name: string;
	/** The kernel that has to compute it. */
	readonly kernel: string;
	readonly fused: Operation;
	readonly plain: Operation;
	readonly inputs: Tensor[];
}

const norm = (scale: Tensor, shift: Tensor) => ({ scale, shift, epsilon: 1e-6 });
const flat = (...parts: Tensor[]) => tf.concat(parts.map((part) => tf.reshape(part, [-1])));

function residual(batch: number, tokens: number, width: number, dropped: boolean): Case[] {
	const kept = Array.from({ length: batch }, (_, i) => (i % 2 ? 0 : 1.25));
	// Made anew each time, since a graph may read nothing that was there before.
	const factor = () => (dropped ? tf.tensor3d(kept, [batch, 1, 1]) : undefined);
	const shape = [batch, tokens, width];
	const inputs = [drawn(1, ...shape), drawn(2, ...shape), drawn(3, width)];
	const sum = (x: Tensor, product: Tensor, bias: Tensor) => {
		const branch = tf.add(product, bias);
		return tf.add(x, dropped ? tf.mul(branch, factor()!) : branch);
	};
	const of = `${shape}${dropped ? ', a branch dropped' : ''}`;
	return [
		{
			name: `addBranch [${of}]`,
			kernel: 'AddBranch',
			fused: (x, product, bias) => addBranch(x!, { product: product!, bias: bias! }, factor()),
			plain: (x, product, bias) => sum(x!, product!, bias!),
			inputs,
		},
		{
			name: `addBranchAndNorm [${of}]`,
			kernel: 'AddNorm',
			fused: (x, product, bias, a, b) =>
				flat(...addBranchAndNorm(x!, { product: product!, bias: bias! }, norm(a!, b!), factor())),
			plain: (x, product, bias, a, b) => {
				const y = sum(x!, product!, bias!);
				return flat(y, referenceLayerNorm(y, a!, b!, 1e-6));
			},
			inputs: [...inputs, drawn(4, width), drawn(5, width)],
		},
	];
}

function attentions(batch: number, tokens: number, heads: number, inner: number): Case[] {
	const width = 3 * heads * inner;
	const qkv = tf.mul(drawn(1, batch, tokens, width), 3);
	const name = `attention, ${tokens} tokens, ${heads} heads of ${inner}`;
	return [
		{
			name,
			kernel: 'Attention',
			fused: (qkv, bias) => attention(qkv!, heads, bias),
			plain: (qkv, bias) => referenceAttention(tf.add(qkv!, bias!), heads),
			inputs: [qkv, drawn(2, width)],
		},
		{
			name: `${name}, no bias`,
			kernel: 'Attention',
			fused: (qkv) => attention(qkv!, heads),
			plain: (qkv) => referenceAttention(qkv!, heads),
			inputs: [qkv],
		},
	];
}

/** To be called once the backend is open. */
export function fusedLayers(): Case[] {
	const rows = (count: number, width: number) => tf.mul(drawn(1, count, width), 6);
	const sizes = [
		[1, 1],
		[1, 37],
		[4, 16],
		[130, 50],
		[200, 192],
	] as const;
	return [
		...sizes.flatMap(([count, width]): Case[] => [
			{
				name: `biasGelu [${count}, ${width}]`,
				kernel: 'BiasGelu',
				fused: (x, b) => biasGelu(x!, b!),
				plain: (x, b) => referenceGelu(tf.add(x!, b!)),
				inputs: [rows(count, width), drawn(2, width)],
			},
			{
				name: `addBias [${count}, ${width}]`,
				kernel: 'ColumnSums',
				fused: (x, b) => addBias(x!, b!),
				plain: (x, b) => tf.add(x!, b!),
				inputs: [rows(count, width), drawn(2, width)],
			},
			{
				name: `softCrossEntropy [${count}, ${width}]`,
				kernel: 'CrossEntropy',
				fused: (x) => softCrossEntropy(tf.softmax(drawn(3, count, width)), x!, 0.5),
				plain: (x) => referenceSoftCrossEntropy(tf.softmax(drawn(3, count, width)), x!, 0.5),
				inputs: [rows(count, width)],
			},
		]),
		// LayerNorm of one number is 0, whatever goes in, and so is its gradient.
		...sizes.slice(1).map(
			([count, width]): Case => ({
				name: `layerNorm [${count}, ${width}]`,
				kernel: 'LayerNorm',
				fused: (x, a, b) => layerNorm(x!, a!, b!, 1e-6),
				plain: (x, a, b) => referenceLayerNorm(x!, a!, b!, 1e-6),
				inputs: [rows(count, width), drawn(2, width), drawn(3, width)],
			}),
		),
		...residual(2, 3, 37, false),
		...residual(4, 37, 48, true),
		...attentions(1, 1, 1, 16),
		...attentions(2, 5, 3, 16),
		...attentions(2, 37, 3, 64),
		...attentions(1, 101, 2, 32),
	];
}

/** The teacher's distribution has no gradient: its two results beside those of plain operations. */
export function sharpened(count: number, width: number): [Tensor, Tensor] {
	const [logits, centre] = [drawn(1, count, width), drawn(2, 1, width)];
	const temperature = 0.04;
	const [targets, mean] = sharpenAndMean(logits, centre, tf.scalar(temperature));
	return [flat(targets, mean), flat(sharpen(logits, centre, temperature), tf.mean(logits, 0, true))];
}
