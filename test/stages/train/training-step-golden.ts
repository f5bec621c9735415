import test from 'ava';
import { from } from '../../../src/flow/flow.js';
import { resource } from '../../../src/flow/resource.js';
import { toArray } from '../../../src/flow/sink.js';
import { map } from '../../../src/flow/stage.js';
import { fnv1a, mulberry32 } from '../../../src/math/random.js';
import { networkFor, objectiveOptions } from '../../../src/nn/losses/objective.js';
import { optimiserOptions } from '../../../src/nn/optimiser/optimisation.js';
import type { GradientBatch, StepReport, ViewBatch } from '../../../src/nn/step/step-items.js';
import { Training } from '../../../src/nn/step/training.js';
import { tf } from '../../../src/nn/tf/tf.js';
import { vitConfig } from '../../../src/nn/vit/config.js';
import type { Weights } from '../../../src/nn/weights.js';
import { momentumUpdate } from '../../../stages/train/momentum-update.js';
import { optimiserStep } from '../../../stages/train/optimiser-step.js';
import { studentGradients } from '../../../stages/train/student-gradients.js';
import { teacherForward } from '../../../stages/train/teacher-forward.js';
import { useBackend } from '../../support/backend.js';
import { agrees } from '../../support/fidelity.js';
import { golden } from '../../support/golden.js';
import { drawn, withDrawnWeights } from '../_drawn-training.js';

/** What `test/oracle/training_step.py` computed with timm and PyTorch in float64. */
const expected = golden('training_step') as {
	readonly losses: [reconstruction: number, distillation: number, contrast: number][];
	/** By name: three entries, and the product with random signs divided by √size. */
	readonly firstStep: Record<string, number[]>;
	readonly largestGradients: Record<string, number>;
};

const [photos, size, patch] = [6, 32, 8];
const objective = objectiveOptions.parse({
	reconstruction: { layers: 2 },
	distillation: { prototypes: 96, hidden: 64, bottleneck: 32, teacherTemperatureEpochs: 3 },
	contrast: { hidden: 48, out: 24 },
});
const optimisation = optimiserOptions.parse({
	learningRate: 3e-5,
	warmUpEpochs: 0,
	momentum: 0.9,
	clip: 0.5,
});
const network = networkFor(vitConfig('tiny', { patch, imageSize: size }), objective);

test.before(useBackend);

/*
 * Adam's first step divides a gradient by its own size, so where that is below float32's noise the result is noise:
 * of all 10.9 million weights of student and teacher, 8 part by more than 1e-5 (9 in PyTorch's own float32).
 */
test('20 steps of vit_tiny have PyTorch’s losses, the first its gradients and weights', async (t) => {
	const first: Record<string, number[]> = {};
	const reports = await train((tensors) => {
		for (const [name, tensor] of Object.entries(tensors)) first[name] = summary(name, tensor.dataSync());
	});

	t.deepEqual(new Set(Object.keys(first)), new Set(Object.keys(expected.firstStep)));
	for (const [name, values] of Object.entries(expected.firstStep)) {
		const worst = Math.max(...values.map((value, i) => Math.abs(first[name]![i]! - value)));
		const largest = expected.largestGradients[name.replace('gradient.', '')]!;
		if (name.startsWith('gradient.')) agrees(t, 'stepGradients', worst / largest, name);
		else agrees(t, 'stepWeights', worst, name);
	}

	for (const [i, { lossReconstruction, lossDistillation, lossContrast }] of reports.entries()) {
		const errors = [lossReconstruction, lossDistillation, lossContrast].map((loss, term) => {
			return Math.abs(loss / expected.losses[i]![term]! - 1);
		});
		agrees(t, 'stepLosses', Math.max(...errors), `step ${i + 1}`);
	}
});

/** @param look is shown the gradients, weights and centre of the first step */
function train(look: (tensors: Weights) => void): Promise<StepReport[]> {
	// The batch size only scales the learning rate: by 1.
	const length = { steps: expected.losses.length, stepsPerEpoch: 4, batchSize: 256 };
	const training = resource(
		'training',
		({ seed }) => withDrawnWeights(new Training(network, length, seed)),
		(value) => value[Symbol.dispose](),
	);
	return from(() => expected.losses.keys())
		.lockstep((step) =>
			step
				.via(map('draw-batch', drawBatch))
				.via(teacherForward(training, objective))
				.via(studentGradients(training, { ...objective, optimiser: { dropPath: 0 } }))
				.via(
					map('look-at-gradients', (batch: GradientBatch) => {
						if (training.value.step === 0) look(prefixed('gradient.', batch.gradients));
						return batch;
					}),
				)
				.via(optimiserStep(training, optimisation))
				.via(momentumUpdate(training, optimisation, objective.distillation.centreMomentum))
				.via(
					map('look-at-weights', (report: StepReport) => {
						const { student, teacher, centres, step } = training.value;
						const centre = centres.patches;
						if (step === 1) look({ ...student, ...prefixed('teacher.', teacher), centre });
						return report;
					}),
				),
		)
		.into(toArray<StepReport>())
		.run({ seed: 0 });
}

function drawBatch(step: number): ViewBatch {
	return tf.tidy(() => {
		const shape = [2 * photos, size, size];
		const clean = drawn(`clean ${step}`, [...shape, 3]) as tf.Tensor4D;
		const mask = drawn(`mask ${step}`, [...shape, 1], (value) => (value < 0 ? 1 : 0)) as tf.Tensor4D;
		const corrupted = tf.mul(clean, tf.sub(1, mask)) as tf.Tensor4D;
		return { epoch: 0, photos, clean, corrupted, mask };
	});
}

function prefixed(prefix: string, weights: Weights): Weights {
	return Object.fromEntries(Object.entries(weights).map(([name, tensor]) => [prefix + name, tensor]));
}

/**
 * Without the keys' bias. The softmax does not depend on it, so its gradient is rounding noise, and Adam's first step
 * is as long for the smallest gradient as for any other.
 */
function summary(name: string, all: Float32Array | Int32Array | Uint8Array): number[] {
	const third = all.length / 3;
	const isQkv = name.endsWith('qkv.bias');
	const values = isQkv ? [...all.subarray(0, third), ...all.subarray(2 * third)] : all;
	const entries = [0, 1, 2].map((i) => values[Math.floor((i * values.length) / 3)]!);
	const random = mulberry32(fnv1a(`signs ${name}`));
	let product = 0;
	for (let i = 0; i < values.length; i++) product += 2 * random() - 1 < 0 ? -values[i]! : values[i]!;
	return [...entries, product / Math.sqrt(values.length)];
}
