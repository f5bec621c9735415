/** What flows through one step of training. Tensors belong to the flow's custody. */
import type { MaskedViews } from '../../data/items.js';
import type { PhotoRange } from '../../data/views/view-arrays.js';
import type { ByTokens } from '../heads/prototype.js';
import type { Losses } from '../losses/losses.js';
import type { GroupNorms } from '../optimiser/gradient-norm.js';
import type { Tensor } from '../tf/tf.js';
import type { TeacherTargets } from './teacher-pass.js';
import type { ViewTensors } from './view-tensors.js';

/** B photos as 2B views: all first views, then all second views. */
export interface ViewBatch extends ViewTensors {
	/** Passes over the data so far, as a fraction would be: the epoch of the batch's last photo. */
	readonly epoch: number;
	/** B */
	readonly photos: number;
}

/** A batch of views with what the teacher makes of the clean ones. */
export interface TaughtBatch extends ViewBatch {
	readonly teacherOutputs: TeacherTargets & {
		/** [2B, E] embeddings of the class tokens; absent where the contrast is switched off. */
		readonly keys?: Tensor;
	};
}

/** A batch that is computed in micro-batches, with what the teacher makes of its clean views. */
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
		readonly tokens: readonly ByTokens[];
	};
}

/** Losses and gradients of one batch. The weights have not moved yet. */
export interface GradientBatch {
	readonly epoch: number;
	readonly photos: number;
	readonly losses: Losses;
	/** By the student's weight names. */
	readonly gradients: Readonly<Record<string, Tensor>>;
	/** Of the gradients, where they were measured already. */
	readonly norms?: Readonly<Record<string, number>>;
	readonly meanLogits: ByTokens;
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
	/** The same by groups of weights. */
	readonly gradientNorms: GroupNorms;
	readonly meanLogits: ByTokens;
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
	readonly gradientNorms: GroupNorms;
}
