import { contrastHead } from './contrast-head.js';
import { contrastLoss, distillationLoss, reconstructionLoss } from './losses.js';
import type { Objective } from './objective.js';
import { patchify } from './patches.js';
import { pixelHead } from './pixel-head.js';
import { prototypeHead } from './prototype-head.js';
import type { TaughtBatch } from './step-items.js';
import { type Tensor, tf } from './tf.js';
import type { VitTokens } from './vit.js';
import type { Weights } from './weights.js';

/** The terms of the loss, unweighted scalars; a term that is switched off is 0. */
export interface LossTerms {
	readonly reconstruction: Tensor;
	readonly distillation: Tensor;
	readonly contrast: Tensor;
}

/**
 * Compares what the student made of the corrupted views with the clean views and with what the teacher made of
 * them (docs/method.md): a reconstruction of MMC, arXiv 2308.11448, whose own formulas are not public.
 *
 * @param student with the heads of the terms that are switched on
 * @param tokens the student's, of the corrupted views
 */
export function mmcLoss(
	student: Weights,
	tokens: VitTokens,
	batch: TaughtBatch,
	patch: number,
	objective: Objective,
): LossTerms {
	const { reconstruction, distillation, contrast } = objective;
	const { keys, targets } = batch.taught;
	const off = () => tf.scalar(0);
	return {
		reconstruction: reconstruction.weight > 0 ? reconstructionTerm() : off(),
		distillation: targets ? distillationTerm(targets) : off(),
		contrast: keys ? contrastLoss(contrastHead(student, tokens.cls), keys, contrast.temperature) : off(),
	};

	function reconstructionTerm(): Tensor {
		const mask = tf.tile(patchify(batch.mask, patch), [1, 1, 3]); // one mask for the three channels
		return reconstructionLoss(
			pixelHead(student, tokens.patches),
			patchify(batch.clean, patch),
			mask,
			reconstruction.error,
		);
	}

	function distillationTerm(teacher: Tensor): Tensor {
		const corrupted = tf.greaterEqual(tf.mean(patchify(batch.mask, patch), -1), 0.5);
		const counted = distillation.tokens === 'masked' ? tf.cast(corrupted, 'float32') : undefined;
		const logits = prototypeHead(student, tokens.patches);
		return distillationLoss(teacher, logits, distillation.studentTemperature, counted);
	}
}
