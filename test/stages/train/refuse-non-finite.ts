import { readFileSync } from 'node:fs';
import test, { type ExecutionContext } from 'ava';
import { batch } from '../../../src/flow/batch.js';
import { from } from '../../../src/flow/flow.js';
import { resource } from '../../../src/flow/resource.js';
import { toArray } from '../../../src/flow/sink.js';
import { map } from '../../../src/flow/stage.js';
import { type Incident, Incidents } from '../../../src/health/incidents.js';
import { networkFor, objectiveOptions } from '../../../src/nn/losses/objective.js';
import { optimiserOptions } from '../../../src/nn/optimiser/optimisation.js';
import type { GradientBatch, TaughtBatch, ViewBatch } from '../../../src/nn/step/step-items.js';
import { Training } from '../../../src/nn/step/training.js';
import { type Tensor, tf } from '../../../src/nn/tf/tf.js';
import { vitConfig } from '../../../src/nn/vit/config.js';
import { openRunFolder } from '../../../src/run/folder.js';
import { momentumUpdate } from '../../../stages/train/momentum-update.js';
import { optimiserStep } from '../../../stages/train/optimiser-step.js';
import { refuseNonFinite } from '../../../stages/train/refuse-non-finite.js';
import { studentGradients } from '../../../stages/train/student-gradients.js';
import { teacherForward } from '../../../stages/train/teacher-forward.js';
import { toTensors } from '../../../stages/train/to-tensors.js';
import { folderWith } from '../../data/_folder.js';
import { useBackend } from '../../support/backend.js';
import { stageContract } from '../../support/stage-contract.js';
import { losses, noise, training as tiny } from '../_tiny-training.js';

test.before(useBackend);

const images = Array.from({ length: 8 }, (_, i) => ({ path: `${i}.jpg` }));

function incidentsIn(t: ExecutionContext) {
	const folder = openRunFolder(`${folderWith(t, {})}/run`);
	t.teardown(() => folder.close());
	return { folder, incidents: resource('incidents', ({ seed }) => Incidents.open(folder, images, seed)) };
}

test.serial('meets the contract of stages', async (t) => {
	const { incidents } = incidentsIn(t);
	const gradients = map('make-gradients', (value: number): GradientBatch => {
		return { epoch: 0, photos: 2, losses, gradients: { a: tf.fill([2], value) }, meanLogits: {} };
	});
	await stageContract(t, {
		stage: refuseNonFinite(tiny, incidents, { inRow: 100 }),
		input: from(() => [0, 1, 2]).via(gradients),
		ordered: true,
	});
});

/** Where NaN is put in the batches of some numbers, counted from 0. */
interface Injection {
	readonly views?: (views: ViewBatch) => ViewBatch;
	readonly taught?: (taught: TaughtBatch) => TaughtBatch;
	readonly gradients?: (gradients: GradientBatch) => GradientBatch;
}

const nan = <T extends Tensor>(tensor: T) => tf.fill(tensor.shape, Number.NaN) as T;

/** Everything that training changes, as numbers. */
function stateOf({ step, student, teacher, centres, optimiser }: Training): unknown {
	const values = (tensors: object) =>
		Object.values(tensors).map((tensor: Tensor) => Array.from(tensor.dataSync()));
	const { moments, updates } = optimiser.state;
	return [step, updates, ...[student, teacher, centres, moments].map(values)];
}

/** Trains on batches of two photos, of which those at `bad` are poisoned. */
async function train(t: ExecutionContext, injection: Injection, bad: readonly number[], inRow = 3) {
	const objective = objectiveOptions.parse({
		distillation: { prototypes: 8, hidden: 8, bottleneck: 4 },
		classDistillation: { weight: 1 },
		contrast: { hidden: 8, out: 4 },
	});
	const optimiser = optimiserOptions.parse({ learningRate: 0.05, warmUpEpochs: 0 });
	const vit = vitConfig('micro', { width: 16, mlpWidth: 16, depth: 1, heads: 2, patch: 8, imageSize: 16 });
	const training = resource(
		'training',
		({ seed }) =>
			new Training(networkFor(vit, objective), { steps: 9, stepsPerEpoch: 4, batchSize: 2 }, seed),
		(value) => value[Symbol.dispose](),
	);
	const { folder, incidents } = incidentsIn(t);
	const states: unknown[] = [];
	let place = -1;
	const inject = <T>(name: string, change: ((item: T) => T) | undefined) =>
		map(name, (item: T) => (change && bad.includes(place) ? change(item) : item));
	const run = from(() => noise(10))
		.via(batch(2))
		.lockstep((step) =>
			step
				.via(
					map('note-state', (item) => {
						place++;
						states.push(stateOf(training.value));
						return item;
					}),
				)
				.via(toTensors)
				.via(inject('poison-views', injection.views))
				.via(teacherForward(training, objective))
				.via(map('at-once', (item) => item as TaughtBatch))
				.via(inject('poison-targets', injection.taught))
				.via(studentGradients(training, { ...objective, optimiser: { dropPath: 0 } }))
				.via(inject('poison-gradients', injection.gradients))
				.via(refuseNonFinite(training, incidents, { inRow }))
				.via(optimiserStep(training, optimiser))
				.via(momentumUpdate(training, optimiser, 0.9)),
		)
		.into(toArray())
		.run({ seed: 1 });
	const reports = await run.catch((error: Error) => error);
	const lines = readFileSync(folder.path('incidents.jsonl'), 'utf8').trim().split('\n');
	return { reports, states, incidents: lines.map((line): Incident => JSON.parse(line)) };
}

const poisoned = (taught: TaughtBatch, change: object) => ({
	...taught,
	teacherOutputs: { ...taught.teacherOutputs, ...change },
});

const injections: Readonly<Record<string, Injection>> = {
	// What both networks see is right; what the reconstruction is compared with is not.
	lossReconstruction: { taught: (batch) => ({ ...batch, clean: nan(batch.clean) }) },
	lossDistillation: {
		taught: (batch) =>
			poisoned(batch, {
				targets: { ...batch.teacherOutputs.targets, patches: nan(batch.teacherOutputs.targets.patches!) },
			}),
	},
	lossClassDistillation: {
		taught: (batch) =>
			poisoned(batch, {
				targets: { ...batch.teacherOutputs.targets, classes: nan(batch.teacherOutputs.targets.classes!) },
			}),
	},
	lossContrast: { taught: (batch) => poisoned(batch, { keys: nan(batch.teacherOutputs.keys!) }) },
	'gradient of blocks.0.attn.qkv.weight': {
		gradients(batch) {
			const name = 'blocks.0.attn.qkv.weight';
			const gradient = tf.fill([...batch.gradients[name]!.shape], Number.POSITIVE_INFINITY);
			return { ...batch, gradients: { ...batch.gradients, [name]: gradient } };
		},
	},
};

for (const [tensor, injection] of Object.entries(injections)) {
	test.serial(`a batch whose ${tensor} is not finite changes nothing, and training goes on`, async (t) => {
		const { reports, states, incidents } = await train(t, injection, [1, 2]);
		t.deepEqual(states[2], states[1]);
		t.deepEqual(states[3], states[1], 'two in a row');
		t.notDeepEqual(states[4], states[3]);
		t.deepEqual(
			(reports as { step: number }[]).map(({ step }) => step),
			[1, 2, 3],
		);
		t.deepEqual(
			incidents.map(({ step, from, to, seed, tensor }) => ({ step, from, to, seed, tensor })),
			[
				{ step: 2, from: 2, to: 3, seed: 1, tensor },
				{ step: 2, from: 4, to: 5, seed: 1, tensor },
			],
		);
		t.is(incidents[0]!.files.length, 2);
		if (tensor.startsWith('loss')) t.is(incidents[0]!.losses[tensor], 'NaN');
	});
}

test.serial('so many in a row end the run, and name the weights’ state', async (t) => {
	const { reports, incidents } = await train(t, injections.lossContrast!, [1, 2, 3]);
	t.true(reports instanceof Error);
	t.regex(
		(reports as Error).message,
		/3 batches in a row .* `lossContrast`; the weights are as step 1 left them/,
	);
	t.is(incidents.length, 3);
});
