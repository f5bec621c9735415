import { withGradient } from '../autograd/with-gradient.js';
import { hasOwnKernel, none, runOwnKernel } from '../tf/own-kernel.js';
import { type Tensor, tf } from '../tf/tf.js';
import { layerNorm } from './layer-norm.js';
import { addBias } from './linear.js';

/** A residual branch [..., D] before its bias [D] is added. */
export interface Branch {
	readonly product: Tensor;
	readonly bias?: Tensor;
}

/** Factor of a branch, [B, 1, 1], of `drawBranchFactors`; absent if the branch is kept whole. */
type Factor = Tensor | undefined;

/** x + factor·(product + bias). The tape keeps the factor alone. */
export function addBranch(x: Tensor, branch: Branch, factor?: Factor): Tensor {
	const { product, bias } = branch;
	if (bias && hasOwnKernel('AddBranch', [])) return fusedSum(x, product, bias, factor);

	const whole = bias ? addBias(product, bias) : product;
	return withGradient([x, whole], () => ({
		value: tf.add(x, factor ? tf.mul(whole, factor) : whole),
		saved: factor ? [factor] : [],
		gradient: (dy, [kept]) => [tf.clone(dy), kept ? tf.mul(dy, kept) : tf.clone(dy)],
	}));
}

function fusedSum(x: Tensor, product: Tensor, bias: Tensor, factor: Factor): Tensor {
	return withGradient([x, product, bias], () => {
		const kept = factor ?? none();
		return {
			value: runOwnKernel('AddBranch', [x, product, bias, kept])![0]!,
			saved: [kept],
			gradient: (dy, [kept]) => [tf.clone(dy), ...runOwnKernel('AddBranchGrad', [dy, kept!])!],
		};
	});
}

/** The LayerNorm behind a residual sum. */
export interface Norm {
	/** [D] */
	readonly scale: Tensor;
	/** [D] */
	readonly shift: Tensor;
	readonly epsilon: number;
}

/**
 * `addBranch`, and LayerNorm of the sum, in one pass where TensorFlow has our kernel.
 *
 * @returns the sum and its norm, [..., D] each
 */
export function addBranchAndNorm(x: Tensor, branch: Branch, norm: Norm, factor?: Factor): [Tensor, Tensor] {
	const { product, bias } = branch;
	const { scale, shift, epsilon } = norm;
	if (!bias || !hasOwnKernel('AddNorm', [])) {
		const sum = addBranch(x, branch, factor);
		return [sum, layerNorm(sum, scale, shift, epsilon)];
	}

	registerGradient();
	const inputs = { x, product, bias, factor: factor ?? none(), scale, shift };
	return runOwnKernel('AddNorm', inputs, { epsilon })!.slice(0, 2) as [Tensor, Tensor];
}

let isRegistered = false;

/** `tf.customGrad`, which `withGradient` is made of, is for operations of one result; this one has two. */
function registerGradient(): void {
	if (isRegistered) return;
	isRegistered = true;
	tf.registerGradient({
		kernelName: 'AddNorm',
		inputsToSave: ['factor', 'scale'],
		outputsToSave: [true, false, true],
		gradFunc: (dy, saved) => {
			const [dSum, dNorm] = dy as unknown as [Tensor, Tensor];
			const [factor, scale, sum, stats] = saved as [Tensor, Tensor, Tensor, Tensor];
			const [dx, dProduct, dScale, dShift, dBias] = runOwnKernel('AddNormGrad', [
				dSum,
				dNorm,
				sum,
				stats,
				scale,
				factor,
			]) as [Tensor, Tensor, Tensor, Tensor, Tensor];
			return {
				x: () => dx,
				product: () => (factor.size > 0 ? dProduct : tf.clone(dx)),
				bias: () => dBias,
				factor: () => tf.zerosLike(factor),
				scale: () => dScale,
				shift: () => dShift,
			};
		},
	});
}
