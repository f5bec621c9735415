import type { PerTokenKind } from '../heads/prototype.js';
import type { Tensor } from '../tf/tf.js';
import type { VitTokens } from '../vit/vit.js';
import type { Weights } from '../weights.js';

/** The student's tokens of the views that it sees. */
export interface StudentTokens extends VitTokens {
	/** [L·B, D]: the class tokens of the local views; absent without multi-crop. */
	readonly local?: Tensor | undefined;
}

/** Tensors that the student's tokens are compared with: see `ViewBatch` and `TaughtBatch`. */
export interface Comparison {
	/** [2B, S, S, 3] clean views, normalised. */
	readonly clean: Tensor;
	/** [2B, S, S, 1], 1 where a pixel is corrupted. */
	readonly mask: Tensor;
	/** [2B, E] embeddings by the teacher; absent where the contrast is switched off. */
	readonly keys?: Tensor | undefined;
	/** The teacher's distributions over prototypes. */
	readonly targets: PerTokenKind;
}

/** Tensors that a loss term may be made of. B photos are 2B views: all first ones, then all second ones. */
export interface LossInput extends Omit<Comparison, 'keys'> {
	/** Weights of the student by name, with the heads. The gradient is taken with respect to them. */
	readonly student: Weights;
	readonly tokens: StudentTokens;
	/** Side of a patch in px. */
	readonly patch: number;
}

/** A term of the loss in addition to those of MMC. */
export interface LossTerm {
	/** Name of the term; in metrics, reports and TensorBoard `evenness` becomes `lossEvenness`. */
	readonly name: string;
	/** Weight of the term in the loss. */
	readonly weight: number;
	/**
	 * Returns a scalar that is differentiable with respect to the student. It must be a mean over the photos of a
	 * batch, since with `microBatch` the means of the micro-batches are averaged. It is recorded as a graph, so it
	 * may only use operations of `tf` on its inputs and read no numbers.
	 */
	readonly loss: (input: LossInput) => Tensor;
}
