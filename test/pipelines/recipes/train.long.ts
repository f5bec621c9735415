import test from 'ava';
import { type RecipeName, recipes } from '../../../pipelines/recipes/index.js';
import type { Losses } from '../../../src/nn/losses/losses.js';
import { tf } from '../../../src/nn/tf/tf.js';
import { useBackend } from '../../support/backend.js';
import { train, used } from './_train.js';

test.before(useBackend);

for (const recipe of Object.keys(recipes) as RecipeName[]) {
	test.serial(`${recipe}: trains for 50 steps without a warning, by the terms it has`, async (t) => {
		const warnings: unknown[][] = [];
		const warn = console.warn;
		console.warn = (...line) => void warnings.push(line);
		const before = tf.memory().numTensors;
		const steps = await train(t, recipe, { steps: 50 }).finally(() => {
			console.warn = warn;
		});
		t.deepEqual(warnings, []);
		t.is(tf.memory().numTensors, before, 'no tensor is left');
		t.is(steps.length, 50);
		for (const term of ['lossReconstruction', 'lossDistillation', 'lossClassDistillation', 'lossContrast']) {
			const losses = steps.map((step) => step[term as keyof Losses]);
			t.true(losses.every(Number.isFinite), term);
			t.is(
				losses.some((loss) => loss !== 0),
				used[recipe].includes(term as keyof Losses),
				term,
			);
		}
	});
}
