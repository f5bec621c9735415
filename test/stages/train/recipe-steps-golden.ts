import test from 'ava';
import { from } from '../../../src/flow/flow.js';
import { resource } from '../../../src/flow/resource.js';
import { toArray } from '../../../src/flow/sink.js';
import { map } from '../../../src/flow/stage.js';
import type { NetworkConfig } from '../../../src/nn/heads/networks.js';
import type { Losses } from '../../../src/nn/losses/losses.js';
import { networkFor, objectiveOptions } from '../../../src/nn/losses/objective.js';
import { optimiserOptions } from '../../../src/nn/optimiser/optimisation.js';
import type { StepReport, ViewBatch } from '../../../src/nn/step/step-items.js';
import { Training } from '../../../src/nn/step/training.js';
import { tf } from '../../../src/nn/tf/tf.js';
import { vitConfig } from '../../../src/nn/vit/config.js';
import { momentumUpdate } from '../../../stages/train/momentum-update.js';
import { optimiserStep } from '../../../stages/train/optimiser-step.js';
import { studentGradients } from '../../../stages/train/student-gradients.js';
import { teacherForward } from '../../../stages/train/teacher-forward.js';
import { useBackend } from '../../support/backend.js';
import { agrees } from '../../support/fidelity.js';
import { golden } from '../../support/golden.js';
import { drawn, withDrawnWeights } from '../_drawn-training.js';

/** What `test/oracle/recipe_steps.py` computed with timm and PyTorch in float64: the losses of each step. */
const expected = golden('recipe_steps') as Readonly<Record<string, readonly Partial<Losses>[]>>;

const [photos, size, localSize, patch] = [6, 32, 16, 8];
const off = { weight: 0 };
const head = { prototypes: 40, hidden: 24, bottleneck: 16, teacherTemperatureEpochs: 2, frozenEpochs: 1 };
const optimiser = { learningRate: 3e-4, warmUpEpochs: 0, momentum: 0.9 };

interface Case {
	readonly objective: object;
	readonly optimiser?: object;
	readonly network?: Partial<NetworkConfig>;
	readonly positions?: 'fixed';
	/** Whether hidden patches are zeros to the student. */
	readonly zeros?: boolean;
	/** Local views a photo. */
	readonly local?: number;
}

const cases: Readonly<Record<string, Case>> = {
	ibot: {
		objective: {
			reconstruction: off,
			distillation: { ...head, tokens: 'masked', prototypeLength: 'learned' },
			classDistillation: { weight: 1 },
			contrast: off,
		},
		network: { maskToken: true },
		local: 3,
	},
	'mc-ssl': {
		objective: {
			reconstruction: { error: 'squared', layers: 2 },
			distillation: head,
			classDistillation: { weight: 1, ownClassPrototypes: true },
			contrast: off,
		},
		zeros: true,
		local: 2,
	},
	'moco-v3': {
		objective: {
			reconstruction: off,
			distillation: off,
			contrast: { hidden: 24, out: 12, activation: 'relu', predictor: true },
		},
		optimiser: { weightDecay: 0.1, weightDecayEnd: 0.1, decay: 'all', clip: 0, teacherMoves: 'before-keys' },
		network: { frozenPatches: true },
		positions: 'fixed',
	},
};

test.before(useBackend);

for (const [name, settings] of Object.entries(cases)) {
	test.serial(`12 steps of ${name} have PyTorch’s losses`, async (t) => {
		const reports = await train(settings);
		t.is(reports.length, expected[name]!.length);
		for (const [i, losses] of expected[name]!.entries()) {
			for (const [term, loss] of Object.entries(losses)) {
				const error = Math.abs(reports[i]![term as keyof Losses]! / loss! - 1);
				agrees(t, 'recipeLosses', error, `step ${i + 1}: ${term}`);
			}
		}
	});
}

function train(settings: Case): Promise<StepReport[]> {
	const objective = objectiveOptions.parse(settings.objective);
	const optimisation = optimiserOptions.parse({ ...optimiser, ...settings.optimiser });
	const vit = vitConfig('micro', {
		width: 32,
		depth: 2,
		heads: 2,
		mlpWidth: 128,
		patch,
		imageSize: size,
		positions: settings.positions ?? 'learned',
		positionResize: 'bicubic-offset',
	});
	const network = { ...networkFor(vit, objective), ...settings.network };
	const length = { steps: 12, stepsPerEpoch: 4, batchSize: 256 };
	const training = resource(
		'training',
		({ seed }) => withDrawnWeights(new Training(network, length, seed, optimisation)),
		(value) => value[Symbol.dispose](),
	);
	return from(() => Array.from({ length: 12 }, (_, step) => step))
		.lockstep((step) =>
			step
				.via(map('draw-batch', (index: number) => drawBatch(index, settings)))
				.via(teacherForward(training, objective))
				.via(studentGradients(training, { ...objective, optimiser: { dropPath: 0 } }))
				.via(optimiserStep(training, optimisation))
				.via(momentumUpdate(training, optimisation, objective.distillation.centreMomentum)),
		)
		.into(toArray<StepReport>())
		.run({ seed: 0 });
}

function drawBatch(step: number, { local = 0, zeros = false }: Case): ViewBatch {
	return tf.tidy(() => {
		const clean = drawn(`clean ${step}`, [2 * photos, size, size, 3]) as tf.Tensor4D;
		const side = size / patch;
		const hidden = drawn(`mask ${step}`, [2 * photos, side, 1, side, 1], (value) => (value < 0 ? 1 : 0));
		const whole = tf.tile(hidden, [1, 1, patch, 1, patch]);
		const mask = tf.reshape(whole, [2 * photos, size, size, 1]) as tf.Tensor4D;
		const views = { clean, mask, corrupted: zeros ? tf.mul(clean, tf.sub(1, mask)) : clean };
		const shape = [local * photos, localSize, localSize, 3];
		return {
			epoch: 0,
			photos,
			...(views as Pick<ViewBatch, 'clean' | 'mask' | 'corrupted'>),
			...(local > 0 && { local: drawn(`local ${step}`, shape) as tf.Tensor4D }),
		};
	});
}
