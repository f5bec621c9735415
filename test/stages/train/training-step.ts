import test from 'ava';
import type { MaskedViews } from '../../../src/data/items.js';
import { batch } from '../../../src/flow/batch.js';
import { from } from '../../../src/flow/flow.js';
import { resource } from '../../../src/flow/resource.js';
import { toArray } from '../../../src/flow/sink.js';
import { map } from '../../../src/flow/stage.js';
import { randomFor } from '../../../src/math/random.js';
import { networkFor, objectiveOptions } from '../../../src/nn/losses/objective.js';
import { optimiserOptions } from '../../../src/nn/optimiser/optimisation.js';
import type { StepReport } from '../../../src/nn/step/step-items.js';
import { Training } from '../../../src/nn/step/training.js';
import { tf } from '../../../src/nn/tf/tf.js';
import { vitConfig } from '../../../src/nn/vit/config.js';
import { momentumUpdate } from '../../../stages/train/momentum-update.js';
import { optimiserStep } from '../../../stages/train/optimiser-step.js';
import { studentGradients } from '../../../stages/train/student-gradients.js';
import { teacherForward } from '../../../stages/train/teacher-forward.js';
import { toTensors } from '../../../stages/train/to-tensors.js';
import { useBackend } from '../../support/backend.js';

test.before(useBackend);

const [size, prototypes] = [16, 32];

/** Views of noise, the lower half of each corrupted. */
function* noise(photos: number): Generator<MaskedViews> {
	for (let photo = 0; photo < photos; photo++) {
		const random = randomFor(0, 'noise', String(photo % 4));
		const pixels = () => Uint8Array.from({ length: size * size * 3 }, () => 256 * random());
		const view = () => ({ width: size, height: size, pixels: pixels() });
		const mask = new Uint8Array(size * size).fill(1, (size * size) / 2);
		const corruption = { mask, fill: 'zeros', donor: 0 } as const;
		yield { path: `${photo}`, epoch: 0, views: [view(), view()], corruptions: [corruption, corruption] };
	}
}

interface Settings {
	readonly steps?: number;
	readonly objective?: object;
	readonly optimiser?: object;
	/** Called inside the lockstep, after each step. */
	readonly after?: (training: Training) => void;
}

function train({ steps = 4, objective = {}, optimiser = {}, after = () => {} }: Settings) {
	const terms = objectiveOptions.parse({
		distillation: { prototypes, hidden: 16, bottleneck: 8 },
		contrast: { hidden: 16, out: 8 },
		...objective,
	});
	const optimisation = optimiserOptions.parse({ learningRate: 0.05, warmUpEpochs: 0, ...optimiser });
	const vit = vitConfig('micro', { width: 16, mlpWidth: 32, depth: 2, heads: 2, patch: 8, imageSize: size });
	const length = { steps, stepsPerEpoch: 2, batchSize: 4 };
	const training = resource(
		'training',
		({ seed }) => new Training(networkFor(vit, terms), length, seed),
		(value) => value[Symbol.dispose](),
	);
	return from(() => noise(4 * steps))
		.via(batch(4))
		.lockstep((step) =>
			step
				.via(toTensors)
				.via(teacherForward(training, terms))
				.via(studentGradients(training, { ...terms, optimiser: optimisation }))
				.via(optimiserStep(training, optimisation))
				.via(momentumUpdate(training, optimisation, terms.distillation.centreMomentum)),
		)
		.via(
			map('after', (report: StepReport) => {
				after(training.value);
				return report;
			}),
		)
		.into(toArray<StepReport>());
}

test.serial('the losses fall, and no tensor is left', async (t) => {
	const before = tf.memory().numTensors;
	const counts = new Set<number>();
	const reports = await train({ steps: 30, after: () => counts.add(tf.memory().numTensors) }).run({
		seed: 1,
	});
	const [first, last] = [reports[0]!, reports.at(-1)!];
	t.true(Math.abs(first.lossDistillation - Math.log(prototypes)) < 1, 'near ln K');
	t.true(last.lossReconstruction < first.lossReconstruction);
	t.true(last.lossContrast < first.lossContrast);
	t.is(counts.size, 1, 'the same number of tensors after each step');
	t.is(tf.memory().numTensors, before);
	t.deepEqual(
		reports.map(({ step }) => step),
		Array.from({ length: 30 }, (_, i) => i + 1),
	);
});

test.serial('the same seed gives the same losses to the last bit, another seed does not', async (t) => {
	const losses = async (seed: number) => (await train({}).run({ seed })).map(({ loss }) => loss);
	t.deepEqual(await losses(1), await losses(1));
	t.notDeepEqual(await losses(1), await losses(2));
});

test.serial('a term that is switched off has no head, no loss and no gradient', async (t) => {
	for (const off of ['reconstruction', 'distillation', 'contrast']) {
		const names: string[] = [];
		const runnable = train({
			objective: { [off]: { weight: 0 } },
			after: ({ student }) => names.push(...Object.keys(student)),
		});
		const [report] = (await runnable.run({ seed: 1 })) as [StepReport];
		const key = `loss${off[0]!.toUpperCase()}${off.slice(1)}` as keyof StepReport;
		t.is(report[key], 0, off);
		const head = { reconstruction: 'pixel_head', distillation: 'prototype_head', contrast: 'contrast_head' }[
			off
		]!;
		t.false(names.some((name) => name.startsWith(head)));
	}
});

test.serial('the loss is the weighted sum of its terms', async (t) => {
	const objective = {
		reconstruction: { weight: 2 },
		distillation: { weight: 0.5, prototypes, hidden: 16, bottleneck: 8 },
		contrast: { weight: 3, hidden: 16, out: 8 },
	};
	const [report] = (await train({ objective }).run({ seed: 1 })) as [StepReport];
	const { loss, lossReconstruction, lossDistillation, lossContrast } = report;
	t.true(Math.abs(loss - (2 * lossReconstruction + 0.5 * lossDistillation + 3 * lossContrast)) < 1e-6);
});

test.serial('the teacher follows the student by its momentum, and the centre the logits', async (t) => {
	const distances: number[] = [];
	const means: number[] = [];
	const after = ({ student, teacher, centres }: Training) =>
		tf.tidy(() => {
			const name = 'blocks.0.attn.qkv.weight';
			distances.push(tf.norm(tf.sub(student[name]!, teacher[name]!)).dataSync()[0]!);
			means.push(tf.norm(centres.patches).dataSync()[0]!);
		});
	await train({ steps: 3, optimiser: { momentum: 0 }, after }).run({ seed: 1 });
	const [copied] = distances as [number];
	distances.length = 0;
	await train({ steps: 3, optimiser: { momentum: 0.99 }, after }).run({ seed: 1 });
	t.true(copied < 1e-6, 'with momentum 0 the teacher is the student');
	t.true(distances[0]! > 0 && distances[2]! > distances[0]!);
	t.true(means.every((norm) => norm > 0));
});
