import { z } from 'zod';
import type { NetworkConfig } from '../heads/networks.js';
import type { TrainingLength } from '../optimiser/optimisation.js';
import { teacherTemperature } from '../optimiser/schedules.js';
import type { VitConfig } from '../vit/config.js';
import type { LossTerm } from './loss-term.js';
import type { Losses } from './losses.js';

const weight = z.number().min(0).default(1);
const temperature = z.number().positive();

/** Options of masked image modelling: similarity of local features. */
export const reconstructionOptions = z.strictObject({
	weight: weight.describe('weight of this term in the loss; 0 leaves it out'),
	error: z
		.enum(['absolute', 'squared'])
		.default('absolute')
		.describe('error of a pixel (SiT: absolute, MC-SSL: squared)'),
	layers: z.int().min(0).max(8).default(3).describe('linear layers before the pixels (SiT 3, MC-SSL 2)'),
});

/** Options of momentum self-distillation: from global to local features. */
export const distillationOptions = z.strictObject({
	weight: weight.describe('weight of this term in the loss; 0 leaves it out'),
	tokens: z.enum(['all', 'masked']).default('all').describe('patches to distil (MC-SSL: all, iBOT: masked)'),
	prototypes: z.int().min(2).default(8192).describe('number of prototypes, the size of the distributions'),
	prototypeLength: z
		.enum(['unit', 'learned'])
		.default('unit')
		.describe('length of the prototypes (DINO’s `norm_last_layer` true and false)'),
	frozenEpochs: z
		.int()
		.min(0)
		.default(0)
		.describe('epochs in which the prototypes of class tokens are frozen (DINO: 1)'),
	hidden: z.int().positive().default(2048).describe('width of the head'),
	bottleneck: z.int().positive().default(256).describe('width of the vectors compared with the prototypes'),
	studentTemperature: temperature.default(0.1).describe('temperature of the student’s softmax'),
	teacherTemperature: temperature
		.default(0.07)
		.describe('temperature of the teacher’s softmax after its warm-up'),
	teacherTemperatureStart: temperature
		.default(0.04)
		.describe('temperature of the teacher’s softmax in the first epoch'),
	teacherTemperatureEpochs: z
		.int()
		.min(0)
		.default(30)
		.describe('epochs of the teacher temperature’s linear warm-up'),
	centreMomentum: z
		.number()
		.min(0)
		.max(1)
		.default(0.9)
		.describe('momentum of the running mean of the teacher’s logits'),
});

/**
 * Options of the self-distillation of class tokens across views, by the head and the temperatures of `distillation`.
 */
export const classDistillationOptions = z.strictObject({
	weight: z.number().min(0).default(0).describe('weight of this term in the loss (DINO, iBOT, MC-SSL: 1)'),
	ownClassPrototypes: z
		.boolean()
		.default(false)
		.describe('class tokens have their own prototypes, not those of the patches (iBOT: false, MC-SSL: true)'),
});

/** Options of the global contrast: semantics of global features. */
export const contrastOptions = z.strictObject({
	weight: weight.describe('weight of this term in the loss; 0 leaves it out'),
	temperature: temperature.default(0.2).describe('temperature of the softmax over the batch (SiT, MoCo v3)'),
	hidden: z.int().positive().default(4096).describe('width of the head'),
	out: z.int().positive().default(256).describe('width of the embedding'),
	activation: z
		.enum(['gelu', 'relu'])
		.default('gelu')
		.describe('activation after the second layer (SiT: gelu, MoCo v3: relu)'),
	predictor: z
		.boolean()
		.default(false)
		.describe('a second head predicts the teacher’s embedding from the student’s (MoCo v3)'),
});

/**
 * Options of the three terms of MMC's loss, weighted 1 : 1 : 1 as in SiT, MC-SSL and iBOT, and of a fourth term of
 * its relatives.
 */
export const objectiveOptions = z.strictObject({
	reconstruction: reconstructionOptions.prefault({}),
	distillation: distillationOptions.prefault({}),
	classDistillation: classDistillationOptions.prefault({}),
	contrast: contrastOptions.prefault({}),
});

/** Parsed `objectiveOptions`: weights and constants of the terms of the loss, with terms that are added in code. */
export type Objective = z.output<typeof objectiveOptions> & {
	/** Terms in addition to those of MMC; none by default. */
	readonly ownTerms?: readonly LossTerm[] | undefined;
};

/** A term of the loss that options set. */
export type Term = keyof z.output<typeof objectiveOptions>;

/** Names of all terms that options set, in a fixed order. */
export const termNames = Object.keys(objectiveOptions.shape) as readonly Term[];

/** Returns the terms in addition to those of MMC, without those of weight 0. */
export function ownTerms({ ownTerms = [] }: Objective): readonly LossTerm[] {
	return ownTerms.filter(({ weight }) => weight !== 0);
}

/** The weight of each term, [T]: those of `termNames`, then its own. */
export function termWeights(objective: Objective): readonly number[] {
	return [...termNames.map((term) => objective[term]), ...ownTerms(objective)].map(({ weight }) => weight);
}

/** Terms in the order of `termWeights`, with their weighted sum. */
export function namedLosses(terms: readonly number[], objective: Objective): Losses {
	const value = (term: Term) => terms[termNames.indexOf(term)]!;
	const own = ownTerms(objective).map(({ name }, i) => [lossName(name), terms[termNames.length + i]]);
	return {
		loss: termWeights(objective).reduce((sum, weight, i) => sum + weight * terms[i]!, 0),
		lossReconstruction: value('reconstruction'),
		lossDistillation: value('distillation'),
		lossClassDistillation: value('classDistillation'),
		lossContrast: value('contrast'),
		...Object.fromEntries(own),
	};
}

/** Name of a term's loss, such as `lossEvenness` of `evenness`. */
function lossName(term: string): `loss${string}` {
	return `loss${term[0]!.toUpperCase()}${term.slice(1)}`;
}

/** Returns the temperature of the teacher's softmax at a step, counted from 0. */
export function teacherTemperatureAt(
	step: number,
	{ stepsPerEpoch }: TrainingLength,
	{ distillation }: Objective,
): number {
	return teacherTemperature(step, {
		start: distillation.teacherTemperatureStart,
		end: distillation.teacherTemperature,
		warmUpEpochs: distillation.teacherTemperatureEpochs,
		stepsPerEpoch,
	});
}

/** Returns the backbone with the heads that the terms of the objective need. */
export function networkFor(
	vit: VitConfig,
	{ reconstruction, distillation, classDistillation, contrast }: Objective,
): NetworkConfig {
	const [ofPatches, ofClasses] = [distillation.weight > 0, classDistillation.weight > 0];
	const ownClassPrototypes = ofPatches && ofClasses && classDistillation.ownClassPrototypes;
	return {
		vit,
		pixelHead: reconstruction.weight > 0 ? reconstruction : undefined,
		prototypeHead: ofPatches || ofClasses ? { ...distillation, ownClassPrototypes } : undefined,
		contrastHead: contrast.weight > 0 ? contrast : undefined,
	};
}
