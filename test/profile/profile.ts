import test from 'ava';
import { batch } from '../../src/flow/batch.js';
import { from } from '../../src/flow/flow.js';
import { resource } from '../../src/flow/resource.js';
import { toArray } from '../../src/flow/sink.js';
import { networkFor } from '../../src/nn/losses/objective.js';
import { Training } from '../../src/nn/step/training.js';
import { vitConfig } from '../../src/nn/vit/config.js';
import { Profile } from '../../src/profile/profile.js';
import { momentumUpdate } from '../../stages/train/momentum-update.js';
import { optimiserStep } from '../../stages/train/optimiser-step.js';
import { studentGradients } from '../../stages/train/student-gradients.js';
import { teacherForward } from '../../stages/train/teacher-forward.js';
import { toTensors } from '../../stages/train/to-tensors.js';
import { noise, objective, optimisation } from '../stages/_tiny-training.js';
import { useBackend } from '../support/backend.js';

test.before(useBackend);

const vit = vitConfig('micro', { patch: 8, imageSize: 16 });
const training = resource(
	'training',
	({ seed }) => new Training(networkFor(vit, objective), { steps: 4, stepsPerEpoch: 2, batchSize: 32 }, seed),
	(value) => value[Symbol.dispose](),
);

test('the operations take most of the time of the steps, and no more', async (t) => {
	const profile = new Profile();
	using _ = profile.listen();
	const stages = [
		toTensors,
		teacherForward(training, objective),
		studentGradients(training, { ...objective, optimiser: { dropPath: 0 } }),
		optimiserStep(training, optimisation),
		momentumUpdate(training, optimisation, 0.9),
	] as const;
	const [tensors, teacher, student, optimiser, momentum] = stages;
	await from(() => noise(4 * 32))
		.via(batch(32))
		.lockstep((step) => step.via(tensors).via(teacher).via(student).via(optimiser).via(momentum))
		.into(toArray())
		.run({ onBusy: profile.stage });

	const steps = [...profile.stages].filter(({ name }) => stages.some((stage) => stage.name === name));
	t.is(steps.length, 4 * stages.length, 'each stage was at work once a step');
	const busy = steps.reduce((sum, { duration }) => sum + duration, 0) / 1000;
	const operations = profile.totals().reduce((sum, { time }) => sum + time, 0);
	t.true(operations > 0.4 * busy, `${operations} s of operations in ${busy} s of steps`);
	t.true(operations <= 1.05 * busy, `${operations} s of operations in ${busy} s of steps`);
	t.true(profile.totals().every(({ time }, i, all) => i === 0 || time <= all[i - 1]!.time));
});

test('short operations count, but are not kept one by one', (t) => {
	const profile = new Profile();
	const now = performance.now();
	profile.operation('Reshape', now, now + 0.001);
	profile.operation('MatMul', now, now + 5);
	profile.operation('Reshape', now, now + 0.002);
	t.deepEqual(
		profile.totals().map(({ name, calls }) => [name, calls]),
		[
			['MatMul', 1],
			['Reshape', 2],
		],
	);
	t.deepEqual(
		[...profile.operations].map(({ name }) => name),
		['MatMul'],
	);
	t.false(profile.isCut);
});
