import test from 'ava';
import { isDue, summaryOptions } from '../../src/tensorboard/summary-options.js';

const due = (steps: number, options: object = {}) =>
	Array.from({ length: steps }, (_, i) => i + 1).filter((step) =>
		isDue(step, steps, summaryOptions.parse(options)),
	);

test('of the first step, the last, and a fiftieth of the run', (t) => {
	t.deepEqual(due(45), [1, 20, 40, 45]);
	t.deepEqual(due(10_000).slice(0, 3), [1, 200, 400]);
	t.is(due(10_000).length, 51);
	t.deepEqual(due(6, { everySteps: 4 }), [1, 4, 6]);
});
