import { contrastHead, predictorHead } from '../heads/contrast.js';
import { pixelHead } from '../heads/pixel.js';
import { prototypeFactors, prototypeHead } from '../heads/prototype.js';
import { type Tensor, tf } from '../tf/tf.js';
import { maskedPatches, patchify } from '../vit/patches.js';
import type { Weights } from '../weights.js';
import type { Comparison, StudentTokens } from './loss-term.js';
import { contrastLoss, crossViewLoss, distillationLoss, reconstructionLoss } from './losses.js';
import { type Objective, ownTerms, type Term, termNames } from './objective.js';

/**
 * Compares the student's tokens of the corrupted views with the clean views and with the teacher's output
 * (docs/method.md): a reconstruction of MMC, arXiv 2308.11448, whose own formulas are not public, and the terms of
 * its relatives.
 *
 * @param student with the heads of the terms that are switched on
 * @param tokens the student's, of the corrupted views and of the local ones
 * @returns unweighted scalars; a term that is switched off is 0
 */
export function mmcLoss(
	student: Weights,
	tokens: StudentTokens,
	{ clean, mask, keys, targets }: Comparison,
	patch: number,
	{ reconstruction, distillation, contrast }: Objective,
): Record<Term, Tensor> {
	return {
		reconstruction: reconstruction.weight > 0 ? reconstructionTerm() : tf.scalar(0),
		distillation: targets.patches ? patchTerm(targets.patches) : tf.scalar(0),
		classDistillation: targets.classes ? classTerm(targets.classes) : tf.scalar(0),
		contrast: keys ? contrastTerm(student, tokens.cls, keys, contrast) : tf.scalar(0),
	};

	function reconstructionTerm(): Tensor {
		const corrupted = tf.tile(patchify(mask, patch), [1, 1, 3]); // one mask for the three channels
		return reconstructionLoss(
			pixelHead(student, tokens.patches),
			patchify(clean, patch),
			corrupted,
			reconstruction.error,
		);
	}

	function patchTerm(teacher: Tensor): Tensor {
		const counted = distillation.tokens === 'masked' ? maskedPatches(mask, patch) : undefined;
		const factors = prototypeFactors(student, tokens.patches);
		return distillationLoss(teacher, factors, distillation.studentTemperature, counted);
	}

	function classTerm(teacher: Tensor): Tensor {
		const views = tokens.local ? tf.concat([tokens.cls, tokens.local]) : tokens.cls;
		const logits = prototypeHead(student, views, 'classes');
		return crossViewLoss(
			tf.split(teacher, 2),
			tf.split(logits, logits.shape[0]! / (clean.shape[0]! / 2)),
			distillation.studentTemperature,
		);
	}
}

/**
 * All terms of an objective, not weighted, in the order of `termWeights`: those of `mmcLoss`, then its own.
 *
 * @returns [T]
 */
export function stackTerms(
	student: Weights,
	tokens: StudentTokens,
	comparison: Comparison,
	patch: number,
	objective: Objective,
): Tensor {
	const terms = mmcLoss(student, tokens, comparison, patch, objective);
	const own = ownTerms(objective).map(({ loss }) => loss({ ...comparison, student, tokens, patch }));
	return tf.stack([...termNames.map((term) => terms[term]), ...own]);
}

/**
 * The contrast alone. It takes the whole batch: others' keys are the negatives, and its head normalises over them.
 *
 * @param cls [2B, D], the student's class tokens
 * @param keys [2B, E], the teacher's embeddings
 */
export function contrastTerm(
	student: Weights,
	cls: Tensor,
	keys: Tensor,
	contrast: Objective['contrast'],
): Tensor {
	const embeddings = contrastHead(student, cls, contrast.activation);
	const queries = contrast.predictor ? predictorHead(student, embeddings) : embeddings;
	return contrastLoss(queries, keys, contrast.temperature);
}
