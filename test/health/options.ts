import test from 'ava';
import { healthOptions, isToStop, stepsBetweenProbes } from '../../src/health/options.js';

const length = (batchSize: number, steps = 1000) => ({ steps, stepsPerEpoch: 10, batchSize });
const byItself = healthOptions.parse({});

test('probes take a hundredth of a training’s forward passes, and are two hundred at most', (t) => {
	// 64 photos through two networks are as much as 16 photos of a batch.
	t.is(stepsBetweenProbes(byItself, 64, length(16)), 100);
	t.is(stepsBetweenProbes(byItself, 64, length(1024)), 25);
	t.is(stepsBetweenProbes(byItself, 64, length(1024, 100_000)), 500);
	// As many as fit in, evenly spread: none shortly before that of the last step.
	t.is(stepsBetweenProbes(byItself, 64, length(16, 599)), 120);
	t.is(stepsBetweenProbes(byItself, 64, length(16, 99)), 99);
	t.is(stepsBetweenProbes(healthOptions.parse({ everySteps: 3 }), 64, length(1)), 3);
});

test('what has collapsed was collapsing', (t) => {
	t.true(isToStop('collapsed', 'collapsing'));
	t.false(isToStop('collapsing', 'collapsed'));
	t.true(isToStop('diverging', ['collapsed', 'diverging']));
	t.false(isToStop('collapsed', undefined));
});
