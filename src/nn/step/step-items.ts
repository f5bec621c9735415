/** Items of one training step. Tensors belong to the flow's custody. */
import type { MaskedViews } from '../../data/items.js';
import type { PhotoRange } from '../../data/views/view-arrays.js';
import type { PerTokenKind } from '../heads/prototype.js';
import type { Losses } from '../losses/losses.js';
import type { GroupNorms } from '../optimiser/gradient-norm.js';
import type { Tensor } from '../tf/tf.js';
import type { TeacherTargets } from './teacher-pass.js';
import type { ViewTensors } from './view-tensors.js';

/** B photos as 2B views: all first views, then all second views. */
export interface ViewBatch extends ViewTensors {
	/** Passes over the data so far, as a fraction: the epoch of the batch's last photo. */
	readonly epoch: number;
	/** B */
	readonly photos: number;
}

/** A batch of views with the teacher's output for the clean ones. */
export interface TaughtBatch extends ViewBatch {
	readonly teacherOutputs: TeacherTargets & {
		/** [2B, E] embeddings of the class tokens; absent where the contrast is switched off. */
		readonly keys?: Tensor;
	};
}

/** A batch in micro-batches, with the teacher's output for its clean views. */
export interface TaughtMicroBatches {
	readonly epoch: number;
	/** B */
	readonly photos: number;
	/** Views of B photos, handed to the device micro-batch by micro-batch. */
	readonly batch: readonly MaskedViews[];
	/** The photos of each micro-batch. */
	readonly microBatches: readonly PhotoRange[];
	readonly teacherOutputs: {
		/** [2B, E] embeddings of all class tokens; absent where the contrast is switched off. */
		readonly keys?: Tensor;
		/** Tokens that distributions are made of, for each micro-batch: [2b, N, D] of patches, [2b, D] of classes. */
		readonly tokens: readonly PerTokenKind[];
	};
}

/** Losses and gradients of one batch. The weights have not moved yet. */
export interface GradientBatch {
	readonly epoch: number;
	readonly photos: number;
	readonly losses: Losses;
	/** Gradients by the student's weight names. */
	readonly gradients: Readonly<Record<string, Tensor>>;
	/** Gradient norms by weight name, if already computed. */
	readonly norms?: Readonly<Record<string, number>>;
	readonly meanLogits: PerTokenKind;
}

/** Result of the optimiser's update. */
export interface UpdatedBatch {
	readonly epoch: number;
	readonly photos: number;
	readonly losses: Losses;
	readonly learningRate: number;
	readonly weightDecay: number;
	/** Norm of all gradients together, before clipping. */
	readonly gradientNorm: number;
	/** Gradient norms by groups of weights, before clipping. */
	readonly gradientNorms: GroupNorms;
	readonly meanLogits: PerTokenKind;
}

/** One finished step. */
export interface StepReport extends Losses {
	/** Number of updates made, from 1. */
	readonly step: number;
	readonly epoch: number;
	readonly photos: number;
	readonly learningRate: number;
	readonly weightDecay: number;
	readonly momentum: number;
	readonly gradientNorm: number;
	readonly gradientNorms: GroupNorms;
}
