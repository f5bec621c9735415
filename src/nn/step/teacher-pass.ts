import { mapTokenKinds, type PerTokenKind, prototypeHead } from '../heads/prototype.js';
import { type Centres, sharpenAndMean } from '../losses/centre.js';
import type { Objective } from '../losses/objective.js';
import type { Tensor } from '../tf/tf.js';
import type { VitTokens } from '../vit/vit.js';
import type { Weights } from '../weights.js';

/** Everything that the teacher's distributions depend on: tensors, so that a graph can be made of it. */
export type TeacherInputs = {
	/** The teacher's weights, those of the prototype head at least. */
	readonly teacher: Weights;
	readonly centres: Centres;
	/** The teacher's tokens: [2B, N, D] of patches, [2B, D] of classes. */
	readonly tokens: PerTokenKind;
	/** Temperature of the teacher's softmax, a scalar. */
	readonly softmax: { readonly temperature: Tensor };
};

/** Distributions that the student learns from. */
export type TeacherTargets = {
	/** Distributions over prototypes: [2B, N, K] of patches, [2B, K] of classes. */
	readonly targets: PerTokenKind;
	/** Means of the logits behind `targets`, [1, K] each. */
	readonly meanLogits: PerTokenKind;
};

/** Picks the tokens that self-distillation compares: of patches, of classes, or of both. */
export function distilledTokens(
	{ cls, patches }: VitTokens,
	{ distillation, classDistillation }: Pick<Objective, 'distillation' | 'classDistillation'>,
): PerTokenKind {
	return {
		...(distillation.weight > 0 && { patches }),
		...(classDistillation.weight > 0 && { classes: cls }),
	};
}

/** Computes the teacher's distributions over prototypes, and the means of the logits behind them. */
export function teacherTargets({ teacher, centres, tokens, softmax }: TeacherInputs): TeacherTargets {
	const logits = mapTokenKinds(tokens, (x, kind) => prototypeHead(teacher, x, kind));
	const made = mapTokenKinds(logits, (x, kind) => sharpenAndMean(x, centres[kind], softmax.temperature));
	return {
		targets: mapTokenKinds(made, ([distribution]) => distribution),
		meanLogits: mapTokenKinds(made, ([, mean]) => mean),
	};
}
