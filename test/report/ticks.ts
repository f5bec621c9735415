import test from 'ava';
import { ticksBetween } from '../../src/report/chart.js';

test('round numbers within the range', (t) => {
	t.deepEqual(ticksBetween(0, 1, 4), [0, 0.2, 0.4, 0.6, 0.8, 1]);
	t.deepEqual(ticksBetween(9.7, 10.4, 4), [9.8, 10, 10.2, 10.4]);
	t.deepEqual(ticksBetween(-0.1, 0.99, 5), [0, 0.2, 0.4, 0.6, 0.8]);
	t.deepEqual(ticksBetween(1, 60, 5), [10, 20, 30, 40, 50, 60]);
});

test('any range has some, not too many', (t) => {
	for (const [low, high] of [
		[0, 0],
		[5, 5],
		[-1e-9, 1e-9],
		[1, 1.0001],
		[3e-7, 4e12],
		[-7, -2],
	] as const) {
		const ticks = ticksBetween(low, high, 4);
		t.true(ticks.length >= 1 && ticks.length <= 8, `${low} to ${high}: ${ticks}`);
		t.true(ticks.every(Number.isFinite));
	}
});
