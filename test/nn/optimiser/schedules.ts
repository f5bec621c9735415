import test from 'ava';
import { distillationOptions } from '../../../src/nn/losses/objective.js';
import {
	learningRate,
	linear,
	momentum,
	scaleByBatch,
	teacherTemperature,
	weightDecay,
} from '../../../src/nn/optimiser/schedules.js';
import { agrees } from '../../support/fidelity.js';
import type { FormulaName } from '../../support/formulas.js';
import { golden } from '../../support/golden.js';
import { relativeError } from '../../support/gradients.js';

type Table = 'learningRate' | 'learningRateWithoutWarmUp' | 'weightDecay' | 'momentum' | 'teacherTemperature';

const expected = golden('schedules') as Record<Table, number[]>;
const rate = { base: scaleByBatch(5e-4, 64), min: 1e-6, warmUp: 8, steps: 20 };

const equals = test.macro((t, formula: FormulaName, schedule: (step: number) => number, table: Table) => {
	const actual = expected[table].map((_, step) => schedule(step));
	agrees(t, formula, relativeError(actual, expected[table]));
});

test(
	'learning rate: warm-up from 0, then a cosine',
	equals,
	'learningRate',
	(step) => learningRate(step, rate),
	'learningRate',
);

test(
	'learning rate without warm-up',
	equals,
	'learningRate',
	(step) => learningRate(step, { base: 1e-3, min: 0, warmUp: 0, steps: 6 }),
	'learningRateWithoutWarmUp',
);

test('weight decay', equals, 'weightDecay', (step) => weightDecay(step, 20), 'weightDecay');

test('momentum', equals, 'momentum', (step) => momentum(step, 20), 'momentum');

const temperature = { start: 0.04, end: 0.07, warmUpEpochs: 3, stepsPerEpoch: 4 };

test(
	'teacher temperature, epoch by epoch',
	equals,
	'temperature',
	(epoch) => teacherTemperature(4 * epoch, temperature),
	'teacherTemperature',
);

test('the teacher temperature stays the same within an epoch', (t) => {
	t.is(teacherTemperature(7, temperature), teacherTemperature(4, temperature));
	t.not(teacherTemperature(8, temperature), teacherTemperature(7, temperature));
});

test('past the end every schedule holds its final value', (t) => {
	for (const step of [20, 21, 1000]) {
		t.is(learningRate(step, rate), rate.min);
		t.is(weightDecay(step, 20), 0.4);
		t.is(momentum(step, 20), 1);
	}
});

test('a warm-up of no epochs starts at the final temperature, of one epoch at the first', (t) => {
	t.is(linear(0.04, 0.07, 0, 0), 0.07);
	t.deepEqual(
		[0, 1].map((epoch) => linear(0.04, 0.07, epoch, 1)),
		[0.04, 0.07],
	);
});

test('the teacher’s temperature never leaves [start, end], and epochs in parts are refused', (t) => {
	for (const warmUpEpochs of [0, 1, 2, 3, 30]) {
		for (let step = 0; step < 200; step++) {
			const value = teacherTemperature(step, { ...temperature, warmUpEpochs });
			t.true(value >= 0.04 && value <= 0.07, `${warmUpEpochs} epochs, step ${step}: ${value}`);
		}
	}
	t.throws(() => teacherTemperature(4, { ...temperature, warmUpEpochs: 1.5 }), { message: /`1.5` steps/ });
	for (const name of ['teacherTemperatureEpochs', 'frozenEpochs']) {
		t.true(distillationOptions.safeParse({ [name]: 2 }).success);
		t.false(distillationOptions.safeParse({ [name]: 1.5 }).success, name);
	}
});
