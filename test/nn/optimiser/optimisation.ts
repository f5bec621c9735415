import test from 'ava';
import {
	optimiserOptions,
	ratesAt,
	trainingLength,
	warmUpOf,
} from '../../../src/nn/optimiser/optimisation.js';

const options = optimiserOptions.parse({});

test('a run of epochs is counted in whole batches, which run on across epochs', (t) => {
	t.deepEqual(trainingLength({ epochs: 20, batchSize: 64 }, 100), {
		steps: 31,
		stepsPerEpoch: 100 / 64,
		batchSize: 64,
	});
	t.is(trainingLength({ steps: 50, epochs: 1, batchSize: 10 }, 20).steps, 50);
});

test('a run too short for one batch is refused with the remedy', (t) => {
	t.throws(() => trainingLength({ epochs: 1, batchSize: 256 }, 100), { message: /lower `batchSize`/ });
});

test('a warm-up that would outlast the run takes a tenth of it', (t) => {
	const length = trainingLength({ epochs: 5, batchSize: 10 }, 100);
	t.deepEqual(warmUpOf(length, options), { steps: 5, wanted: 100 });
	t.deepEqual(warmUpOf(length, { ...options, warmUpSteps: 60 }), { steps: 5, wanted: 60 });
	t.deepEqual(warmUpOf(length, { ...options, warmUpSteps: 49 }), { steps: 49, wanted: 49 });
	t.deepEqual(warmUpOf(length, { ...options, warmUpEpochs: 0 }), { steps: 0, wanted: 0 });
	t.is(ratesAt(5, length, options).learningRate, (5e-4 * 10) / 256);
});

test('a warm-up in steps takes the place of one in epochs', (t) => {
	const inSteps = { ...options, warmUpSteps: 5 };
	const length = trainingLength({ epochs: 5, batchSize: 10 }, 100);
	t.true(ratesAt(3, length, inSteps).learningRate < ratesAt(4, length, inSteps).learningRate);
	t.is(ratesAt(5, length, inSteps).learningRate, (5e-4 * 10) / 256);
});

test('rates begin and end where the method says, scaled by the batch', (t) => {
	const length = { steps: 100, stepsPerEpoch: 2, batchSize: 512 };
	const first = ratesAt(0, length, options);
	t.is(first.learningRate, 0);
	t.true(Math.abs(first.weightDecay - 0.04) < 1e-12 && first.momentum === 0.996);
	t.is(ratesAt(20, length, options).learningRate, 1e-3);
	const last = ratesAt(99, length, options);
	t.true(last.learningRate < 2e-6 && last.learningRate > 1e-6);
	t.true(last.weightDecay > 0.399 && last.momentum > 0.99999);
});

test('the learning rate grows with the batch, with its root, or not at all', (t) => {
	const peak = (batchSize: number, scaling: 'linear' | 'sqrt' | 'none') =>
		ratesAt(20, { steps: 100, stepsPerEpoch: 2, batchSize }, { ...options, scaling }).learningRate;
	t.deepEqual(
		[64, 256, 1024].map((batch) => peak(batch, 'linear')),
		[1.25e-4, 5e-4, 2e-3],
	);
	t.deepEqual(
		[64, 256, 1024].map((batch) => peak(batch, 'sqrt')),
		[1.25e-4, 2.5e-4, 5e-4],
	);
	t.deepEqual(
		[64, 256, 1024].map((batch) => peak(batch, 'none')),
		[5e-4, 5e-4, 5e-4],
	);
});

test('a teacher that moves before the keys are made is one that moves after the step by the next momentum', (t) => {
	const [steps, length] = [7, { steps: 7, stepsPerEpoch: 7, batchSize: 256 }];
	const mocoV3 = { ...options, momentum: 0.9, teacherMoves: 'before-keys' } as const;
	const student = Float64Array.from({ length: steps + 1 }, (_, step) => Math.sin(step));
	const [before, after]: number[][] = [[], []];
	let [teacherBefore, teacherAfter] = [student[0]!, student[0]!];
	for (let step = 0; step < steps; step++) {
		const momentum = 1 - 0.05 * (1 + Math.cos((Math.PI * step) / steps));
		teacherBefore = momentum * teacherBefore + (1 - momentum) * student[step]!;
		before!.push(teacherBefore);
		after!.push(teacherAfter);
		const { momentum: ours } = ratesAt(step, length, mocoV3);
		teacherAfter = ours * teacherAfter + (1 - ours) * student[step + 1]!;
	}
	for (const [i, value] of before!.entries())
		t.true(Math.abs(value - after![i]!) < 1e-12, `keys of step ${i}`);
	t.true(Math.abs(teacherBefore - teacherAfter) < 1e-12, 'at the end');
});
