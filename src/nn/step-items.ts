/** What flows through one step of training. Tensors belong to the flow's custody. */
import type { Tensor, Tensor4D } from './tf.js';

/** B photos as 2B views: all first views, then all second views. */
export interface ViewBatch {
	/** Passes over the data so far, as a fraction would be: the epoch of the batch's last photo. */
	readonly epoch: number;
	/** B */
	readonly photos: number;
	/** [2B, S, S, 3], normalised colours; what the teacher sees. */
	readonly clean: Tensor4D;
	/** [2B, S, S, 3]; what the student sees. */
	readonly corrupted: Tensor4D;
	/** [2B, S, S, 1], 1 = corrupted. */
	readonly mask: Tensor4D;
}

/** What the teacher makes of the clean views; a term of the loss that is switched off has none. */
export interface TaughtBatch extends ViewBatch {
	readonly taught: {
		/** [2B, E] embeddings of the class tokens. */
		readonly keys?: Tensor;
		/** [2B, N, K] distributions over prototypes, one a patch. */
		readonly targets?: Tensor;
		/** [1, K], the mean of the logits behind `targets`. */
		readonly meanLogits?: Tensor;
	};
}

/** The terms of the loss, in the names of `metrics.jsonl`. */
export interface Losses {
	/** The weighted sum of the others. */
	readonly loss: number;
	readonly lossReconstruction: number;
	readonly lossDistillation: number;
	readonly lossContrast: number;
}

export interface GradientBatch {
	readonly epoch: number;
	readonly photos: number;
	readonly losses: Losses;
	/** By the student's weight names. */
	readonly gradients: Readonly<Record<string, Tensor>>;
	readonly meanLogits?: Tensor;
}

/** What the optimiser did with a batch. */
export interface UpdatedBatch {
	readonly epoch: number;
	readonly photos: number;
	readonly losses: Losses;
	readonly learningRate: number;
	readonly weightDecay: number;
	/** Of all gradients together, before clipping. */
	readonly gradientNorm: number;
	readonly meanLogits?: Tensor;
}

/** One finished step. */
export interface StepReport extends Losses {
	/** From 1: the number of updates made. */
	readonly step: number;
	readonly epoch: number;
	readonly photos: number;
	readonly learningRate: number;
	readonly weightDecay: number;
	readonly momentum: number;
	readonly gradientNorm: number;
}

/** A step with what only a clock can tell. */
export interface TimedStep extends StepReport {
	/** Photos, each with both of its views. */
	readonly imagesPerSecond: number;
}
