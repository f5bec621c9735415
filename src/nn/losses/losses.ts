import type { PrototypeFactors } from '../heads/prototype.js';
import { l2Normalise } from '../layers/l2-normalise.js';
import { foldRows } from '../layers/linear.js';
import { type Tensor, tf } from '../tf/tf.js';
import { chunkedCrossEntropy } from './chunked-cross-entropy.js';
import { softCrossEntropy } from './soft-cross-entropy.js';

/**
 * Reconstruction loss of masked image modelling (GMML, SiT): the mean error over the corrupted pixels only, Σ mask ·
 * |predicted − target| / Σ mask.
 *
 * @param predicted [B, N, 3P²], normalised colours
 * @param target [B, N, 3P²], the uncorrupted view
 * @param mask [B, N, 3P²], 1 = corrupted; where nothing is, the loss is 0
 * @param error absolute in SiT and MMC, squared in MC-SSL
 */
export function reconstructionLoss(
	predicted: Tensor,
	target: Tensor,
	mask: Tensor,
	error: 'absolute' | 'squared' = 'absolute',
): Tensor {
	const difference = tf.sub(predicted, target);
	const errors = error === 'absolute' ? tf.abs(difference) : tf.square(difference);
	return tf.div(tf.sum(tf.mul(errors, mask)), tf.maximum(tf.sum(mask), 1));
}

/**
 * Global contrast (MoCo v3, SiT): InfoNCE between the student's embedding of one view and the teacher's of the
 * other, in both directions. 4τ · ln B when all embeddings are equal.
 *
 * @param queries [2B, D] of the student, all first views and then all second views
 * @param keys [2B, D] of the teacher, in the same order; no gradient is wanted of them
 */
export function contrastLoss(queries: Tensor, keys: Tensor, temperature: number): Tensor {
	const [queries1, queries2] = tf.split(l2Normalise(queries), 2) as [Tensor, Tensor];
	const [keys1, keys2] = tf.split(l2Normalise(keys), 2) as [Tensor, Tensor];
	return tf.add(infoNce(queries1, keys2, temperature), infoNce(queries2, keys1, temperature));
}

/** Returns 2τ · the mean cross-entropy of finding key b for query b among all keys; unit vectors [B, D]. */
function infoNce(queries: Tensor, keys: Tensor, temperature: number): Tensor {
	const logits = tf.matMul(queries as tf.Tensor2D, keys as tf.Tensor2D, false, true);
	const target = tf.eye(logits.shape[0], logits.shape[1]);
	return tf.mul(2 * temperature, tf.mean(softCrossEntropy(target, logits, temperature)));
}

/**
 * Self-distillation of patch tokens within one view: the mean over images of the mean cross-entropy over their
 * tokens (MC-SSL), or over their masked tokens (iBOT). ln K when the student is uniform.
 *
 * @param teacher [B, N, K] distributions, of `sharpen` or `sinkhorn`
 * @param student of the B·N tokens, in the same order
 * @param mask [B, N], 1 = the token counts; an image without any counts as 0
 */
export function distillationLoss(
	teacher: Tensor,
	{ vectors, prototypes }: PrototypeFactors,
	temperature: number,
	mask?: Tensor,
): Tensor {
	const [images, tokens] = teacher.shape as [number, number];
	const counted = mask ?? tf.ones([images, tokens]);
	const shares = tf.div(counted, tf.mul(tf.maximum(tf.sum(counted, -1, true), 1), images));
	const rows = tf.reshape(shares, [-1, 1]) as tf.Tensor2D;
	return chunkedCrossEntropy(foldRows(teacher), vectors, prototypes, rows, temperature);
}

/**
 * Self-distillation of class tokens (DINO): the mean cross-entropy over all pairs of a global view that the
 * teacher saw and another view that the student saw.
 *
 * @param teacher distributions [B, K] of each global view
 * @param logits of the student, [B, K] for each view, the global ones first and in the teacher's order
 */
export function crossViewLoss(
	teacher: readonly Tensor[],
	logits: readonly Tensor[],
	temperature: number,
): Tensor {
	const pairs = teacher.flatMap((target, global) =>
		logits
			.filter((_, view) => view !== global)
			.map((student) => tf.mean(softCrossEntropy(target, student, temperature))),
	);
	return tf.div(tf.addN(pairs), pairs.length);
}

/** Terms of the loss, named as in `metrics.jsonl`. */
export interface Losses {
	/** The weighted sum of the others. */
	readonly loss: number;
	readonly lossReconstruction: number;
	readonly lossDistillation: number;
	readonly lossClassDistillation: number;
	readonly lossContrast: number;
	/** Terms that are added in code, such as `lossEvenness` of `evenness`. */
	readonly [own: `loss${string}`]: number;
}

const named: ReadonlySet<string> = new Set([
	'loss',
	'lossReconstruction',
	'lossDistillation',
	'lossClassDistillation',
	'lossContrast',
]);

/** The terms that were added in code, of losses or of a report that holds them. */
export function ownLosses(losses: Losses): Readonly<Record<string, number>> {
	return Object.fromEntries(
		Object.entries(losses).filter(([name]) => /^loss[A-Z]/.test(name) && !named.has(name)),
	);
}
