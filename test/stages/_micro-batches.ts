import type { MaskedViews } from '../../src/data/items.js';
import { batch } from '../../src/flow/batch.js';
import { from } from '../../src/flow/flow.js';
import { resource } from '../../src/flow/resource.js';
import { toArray } from '../../src/flow/sink.js';
import { map } from '../../src/flow/stage.js';
import { randomFor } from '../../src/math/random.js';
import type { LossTerm } from '../../src/nn/losses/loss-term.js';
import { networkFor, type Objective, objectiveOptions } from '../../src/nn/losses/objective.js';
import { optimiserOptions } from '../../src/nn/optimiser/optimisation.js';
import type { ComputePolicy } from '../../src/nn/precision/precision.js';
import type { GradientBatch } from '../../src/nn/step/step-items.js';
import { Training } from '../../src/nn/step/training.js';
import { vitConfig } from '../../src/nn/vit/config.js';
import type { Weights } from '../../src/nn/weights.js';
import { momentumUpdate } from '../../stages/train/momentum-update.js';
import { optimiserStep } from '../../stages/train/optimiser-step.js';
import { studentGradients } from '../../stages/train/student-gradients.js';
import { teacherForward } from '../../stages/train/teacher-forward.js';

const [size, localSize] = [16, 8];
const vit = vitConfig('micro', { width: 16, mlpWidth: 32, depth: 3, heads: 2, patch: 8, imageSize: size });

/**
 * Far above the rounding noise of gradients that are zero, such as those of the keys' biases, whose constant the softmax
 * takes away: Adam's own 1e-8 would make full steps of it.
 */
const epsilon = 1e-2;

export interface Settings {
	/** Photos a batch. */
	readonly photos: number;
	/** Photos at once; all of the batch unless given. */
	readonly microBatch?: number;
	readonly objective?: object;
	readonly ownTerms?: readonly LossTerm[];
	readonly steps?: number;
	readonly dropPath?: number;
	/** Whether patches are hidden by a token. */
	readonly maskToken?: boolean;
	readonly locals?: number;
	readonly way?: ComputePolicy;
}

/** Views of noise about a colour of each photo, each corrupted in its own way, some by others' pixels. */
export function* noise(
	photos: number,
	{ maskToken = false, locals = 0 }: Partial<Settings> = {},
): Generator<MaskedViews> {
	for (let photo = 0; photo < photos; photo++) {
		const random = randomFor(0, 'noise', String(photo));
		const colour = Array.from({ length: 3 }, () => 192 * random());
		const view = (side: number) => ({
			width: side,
			height: side,
			pixels: Uint8Array.from({ length: side * side * 3 }, (_, i) => colour[i % 3]! + 64 * random()),
		});
		const corruption = () => {
			const mask = new Uint8Array(size * size).fill(1, Math.floor(random() ** 2 * size) * size);
			const fills = ['zeros', 'noise', 'foreign', 'foreign'] as const;
			return { mask, fill: maskToken ? ('token' as const) : fills[photo % 4]!, donor: random() };
		};
		yield {
			path: `${photo}`,
			epoch: 0,
			views: [view(size), view(size)],
			...(locals > 0 && { local: Array.from({ length: locals }, () => view(localSize)) }),
			corruptions: [corruption(), corruption()],
		};
	}
}

type Named = ReadonlyMap<string, Float32Array>;

/** What training came to, as plain numbers. */
export interface Trained {
	readonly steps: readonly {
		readonly losses: Named;
		readonly gradients: Named;
		readonly meanLogits: Named;
	}[];
	/** Student, teacher and centres at the end. */
	readonly weights: Named;
}

/** Trains two steps unless told otherwise, at once or in parts. */
export async function train(settings: Settings): Promise<Trained> {
	const { photos, microBatch, steps = 2, dropPath = 0.5, maskToken = false, way } = settings;
	const parsed = objectiveOptions.parse({
		...settings.objective,
		distillation: { prototypes: 32, hidden: 16, bottleneck: 8, ...group(settings, 'distillation') },
		contrast: { hidden: 16, out: 8, ...group(settings, 'contrast') },
	});
	const objective: Objective = { ...parsed, ownTerms: settings.ownTerms };
	const optimisation = optimiserOptions.parse({ learningRate: 0.05, warmUpEpochs: 0, dropPath });
	const length = { steps, stepsPerEpoch: 2, batchSize: photos };
	let weights: Trained['weights'] = new Map();
	const training = resource(
		'training',
		({ seed }) =>
			new Training({ ...networkFor(vit, objective), maskToken, initialisation: 'moco-v3' }, length, seed, {
				epsilon,
			}),
		(value) => {
			const { student, teacher, centres } = value;
			weights = new Map(
				Object.entries({ student, teacher, centres }).flatMap(([of, tensors]) =>
					[...numbers(tensors)].map(([name, values]) => [`${of} ${name}`, values] as const),
				),
			);
			value[Symbol.dispose]();
		},
	);
	const came: Trained['steps'][number][] = [];
	const watch = map('watch', (batch: GradientBatch) => {
		const { losses, gradients, meanLogits } = batch;
		came.push({
			losses: new Map(Object.entries(losses).map(([name, loss]) => [name, Float32Array.of(loss)])),
			gradients: numbers(gradients),
			meanLogits: numbers({ ...meanLogits }),
		});
		return batch;
	});
	const options = { ...objective, ...way, optimiser: { dropPath }, microBatch };
	await from(() => noise(photos * steps, settings))
		.via(batch(photos))
		.lockstep((step) =>
			step
				.via(teacherForward(training, options))
				.via(studentGradients(training, options))
				.via(watch)
				.via(optimiserStep(training, optimisation))
				.via(momentumUpdate(training, optimisation, 0.9)),
		)
		.into(toArray())
		.run({ seed: 1 });
	return { steps: came, weights };
}

function group({ objective = {} }: Settings, name: string): object {
	return (objective as Record<string, object>)[name] ?? {};
}

function numbers(tensors: Weights) {
	return new Map(
		Object.entries(tensors).map(([name, x]) => [name, Float32Array.from(x.dataSync())] as const),
	);
}

/**
 * The share by which a number may be off that is computed in another order. The first step's are; behind it an error of
 * a gradient goes through the optimiser, which makes 0.05 / ε = 5 times as much of it in a weight, and from there into
 * the next gradients.
 */
const limits = { first: 1e-5, later: 1e-4 };

/** The losses, gradients, mean logits and weights that are further from those expected than rounding takes them. */
export function differences(actual: Trained, expected: Trained): string[] {
	return [...distances(actual, expected)].flatMap(([name, distance]) => {
		const limit = name.startsWith('step 0') ? limits.first : limits.later;
		return distance <= limit ? [] : `${name} is off by ${distance.toExponential(1)}`;
	});
}

/** How far losses, gradients, mean logits and weights are from those expected. */
export function distances(actual: Trained, expected: Trained): ReadonlyMap<string, number> {
	const steps = expected.steps.flatMap((step, i) => {
		const same = actual.steps[i]!;
		return [
			...compare(`step ${i}, loss`, same.losses, step.losses),
			...compare(`step ${i}, gradient of`, same.gradients, step.gradients),
			...compare(`step ${i}, mean logits of`, same.meanLogits, step.meanLogits),
		];
	});
	return new Map([...steps, ...compare('at the end', actual.weights, expected.weights)]);
}

/**
 * ‖a − b‖ / ‖b‖ of each. What is short because it ought to be zero, such as the gradient of what batch normalisation or
 * a softmax takes away again, is rounding noise: it is measured by a thousandth of all together.
 */
function compare(title: string, actual: Named, expected: Named): [string, number][] {
	const all = norm(Float32Array.from([...expected.values()].map(norm)));
	return [...expected].map(([name, values]) => {
		const difference = values.map((value, i) => actual.get(name)![i]! - value);
		return [`${title} ${name}`, norm(difference) / Math.max(norm(values), 1e-3 * all)];
	});
}

function norm(values: Float32Array): number {
	return Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0));
}
