import test from 'ava';
import { summaryOptions } from '../../src/tensorboard/summary-options.js';
import { SummarySchedule } from '../../src/tensorboard/summary-schedule.js';

/** The steps of a run that are due, where each takes a second, and what is made of it takes as long as said. */
function due(steps: number, options: object, cost = 0): number[] {
	let now = 0;
	const schedule = new SummarySchedule(steps, summaryOptions.parse(options), () => now);
	return Array.from({ length: steps }, (_, i) => i + 1).filter((step) => {
		now += 1000;
		const isDue = schedule.isDue(step);
		const spend = () => {
			now += cost;
		};
		if (isDue) schedule.spend(spend);
		return isDue && schedule.isDue(step);
	});
}

test('of the first step, the last, and each fiftieth of the run', (t) => {
	t.deepEqual(due(45, {}), [1, 20, 40, 45]);
	t.deepEqual(due(10_000, {}).slice(0, 3), [1, 200, 400]);
	t.is(due(10_000, {}).length, 51);
});

test('no more than 1% of the time is spent on them, the first and the last aside', (t) => {
	t.deepEqual(due(300, {}, 600), [1, 60, 120, 180, 240, 300]);
	t.deepEqual(due(50, {}, 60_000), [1, 50]);
});

test('what is asked for is done, whatever it takes', (t) => {
	t.deepEqual(due(6, { everySteps: 2 }, 60_000), [1, 2, 4, 6]);
});
