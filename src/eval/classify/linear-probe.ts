import { minimise, type ValueAndGradient } from '../../math/lbfgs.js';
import { type Tensor2D, tf } from '../../nn/tf/tf.js';
import { argmax, type ClassificationTask, type LabelledVectors } from './classification.js';

export interface ProbeRule {
	/** Candidate weights of ½‖W‖² beside the mean cross-entropy. */
	readonly penalties: readonly number[];
	/** Iterations of L-BFGS, at most. */
	readonly iterations: number;
}

/** Number of vectors whose gradient is computed at once. */
const chunk = 8192;
/** Step between training photos that are held out to choose the penalty. */
const heldOutStep = 10;

/**
 * Multinomial logistic regression on frozen vectors, each dimension scaled to mean 0 and deviation 1 over the
 * training photos. The chosen penalty classifies most of every tenth training photo correctly after training on the
 * others, the greatest on ties; then all are trained on. Needs an open backend.
 */
export function probeLinearly(
	task: ClassificationTask,
	{ penalties, iterations }: ProbeRule,
): { readonly predictions: Int32Array; readonly penalty: number } {
	const scaled = { ...task, ...standardise(task.train, task.test) };
	const penalty = penalties.length === 1 ? penalties[0]! : choosePenalty(scaled, penalties, iterations);
	const weights = fitLinear(scaled.train, task.classes.length, penalty, iterations);
	return { predictions: classifyLinearly(scaled.test, weights), penalty };
}

function choosePenalty(
	{ classes, train }: ClassificationTask,
	penalties: readonly number[],
	iterations: number,
): number {
	const isHeldOut = (i: number) => i % heldOutStep === heldOutStep - 1;
	const [learned, heldOut] = [select(train, (i) => !isHeldOut(i)), select(train, isHeldOut)];
	const descending = [...penalties].sort((a, b) => b - a);
	const right = descending.map((penalty) => {
		const predictions = classifyLinearly(heldOut, fitLinear(learned, classes.length, penalty, iterations));
		return predictions.filter((label, i) => label === heldOut.labels[i]).length;
	});
	return descending[argmax(right)]!;
}

function select(vectors: LabelledVectors, isWanted: (photo: number) => boolean): LabelledVectors {
	const { dimensions } = vectors;
	return {
		dimensions,
		paths: vectors.paths.filter((_, i) => isWanted(i)),
		labels: vectors.labels.filter((_, i) => isWanted(i)),
		values: vectors.values.filter((_, i) => isWanted(Math.floor(i / dimensions))),
	};
}

/** Standardises by the training photos' mean and deviation; a dimension that does not change in float32 becomes 0. */
export function standardise(
	train: LabelledVectors,
	test: LabelledVectors,
): { readonly train: LabelledVectors; readonly test: LabelledVectors } {
	const { dimensions: D, values } = train;
	const [mean, variance] = [new Float64Array(D), new Float64Array(D)];
	for (let i = 0; i < values.length; i++) mean[i % D]! += values[i]! / train.labels.length;
	for (let i = 0; i < values.length; i++) {
		variance[i % D]! += (values[i]! - mean[i % D]!) ** 2 / train.labels.length;
	}
	const factor = variance.map((square, d) => {
		const deviation = Math.sqrt(square);
		return deviation > 1e-7 * Math.abs(mean[d]!) ? 1 / deviation : 0;
	});
	const scale = (vectors: LabelledVectors): LabelledVectors => ({
		...vectors,
		values: vectors.values.map((value, i) => (value - mean[i % D]!) * factor[i % D]!),
	});
	return { train: scale(train), test: scale(test) };
}

/**
 * Minimises mean cross-entropy + penalty · ½‖W‖²; the biases are not penalised.
 *
 * @returns classes × (dimensions + 1), the bias last
 */
export function fitLinear(
	{ labels, values, dimensions }: LabelledVectors,
	classes: number,
	penalty: number,
	iterations: number,
): Float64Array {
	const start = new Float64Array(classes * (dimensions + 1));
	// Of one class the cross-entropy is 0 whatever the weights are.
	if (classes === 1) return start;
	const parts: { x: Tensor2D; y: Tensor2D }[] = [];
	try {
		for (let first = 0; first < labels.length; first += chunk) {
			const some = labels.subarray(first, first + chunk);
			const rows = values.subarray(first * dimensions, (first + some.length) * dimensions);
			parts.push(
				tf.tidy(() => ({
					x: withOnes(tf.tensor2d(rows, [some.length, dimensions])),
					y: tf.oneHot(tf.tensor1d(some, 'int32'), classes, 1, 0, 'float32') as Tensor2D,
				})),
			);
		}
		const loss = (w: Float64Array) => penalise(crossEntropy(parts, w, labels.length), w, dimensions, penalty);
		return minimise(loss, start, { iterations, tolerance: 1e-6 });
	} finally {
		tf.dispose(parts);
	}
}

function withOnes(x: Tensor2D): Tensor2D {
	return tf.concat([x, tf.ones([x.shape[0], 1])], 1) as Tensor2D;
}

/** Mean over the photos of −log of the right class's softmax, and its gradient, computed in float32. */
function crossEntropy(
	parts: readonly { readonly x: Tensor2D; readonly y: Tensor2D }[],
	w: Float64Array,
	photos: number,
): ValueAndGradient {
	let value = 0;
	const gradient = new Float64Array(w.length);
	for (const { x, y } of parts) {
		const { loss, slope } = tf.tidy(() => {
			const weights = tf.tensor2d(Float32Array.from(w), [y.shape[1], x.shape[1]]);
			const logs = tf.logSoftmax(tf.matMul(x, weights, false, true));
			return {
				loss: tf.neg(tf.sum(tf.mul(logs, y))),
				slope: tf.matMul(tf.sub(tf.exp(logs), y) as Tensor2D, x, true),
			};
		});
		value += loss.dataSync()[0]! / photos;
		for (const [i, partial] of slope.dataSync().entries()) gradient[i]! += partial / photos;
		tf.dispose([loss, slope]);
	}
	return { value, gradient };
}

function penalise(
	{ value, gradient }: ValueAndGradient,
	w: Float64Array,
	dimensions: number,
	penalty: number,
): ValueAndGradient {
	let square = 0;
	for (let i = 0; i < w.length; i++) {
		if (i % (dimensions + 1) === dimensions) continue;

		square += w[i]! ** 2;
		gradient[i]! += penalty * w[i]!;
	}
	return { value: value + (penalty * square) / 2, gradient };
}

function classifyLinearly({ values, dimensions: D, labels }: LabelledVectors, w: Float64Array): Int32Array {
	const classes = w.length / (D + 1);
	const scores = new Float64Array(classes);
	return labels.map((_, photo) => {
		for (let c = 0; c < classes; c++) {
			let score = w[c * (D + 1) + D]!;
			for (let d = 0; d < D; d++) score += w[c * (D + 1) + d]! * values[photo * D + d]!;
			scores[c] = score;
		}
		return argmax(scores);
	});
}
