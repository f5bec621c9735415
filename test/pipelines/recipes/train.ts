/** Each recipe takes a step; `train.long.ts` takes fifty. */
import test from 'ava';
import { type RecipeName, recipes } from '../../../pipelines/recipes/index.js';
import type { Losses } from '../../../src/nn/losses/losses.js';
import type { StepReport } from '../../../src/nn/step/step-items.js';
import { useBackend } from '../../support/backend.js';
import { batchSize, prototypes, train, used } from './_train.js';

test.before(useBackend);

for (const recipe of Object.keys(recipes) as RecipeName[]) {
	test.serial(`${recipe}: its losses begin at the values of a student that knows nothing`, async (t) => {
		const hot = 1e4; // At this temperature every softmax is uniform.
		const changes = {
			distillation: { studentTemperature: hot, tokens: 'all' },
			contrast: { temperature: hot },
			steps: 1,
			optimiser: { warmUpEpochs: 0 },
		};
		const [first] = (await train(t, recipe, changes)) as [StepReport];
		const known = {
			lossDistillation: Math.log(prototypes),
			lossClassDistillation: Math.log(prototypes),
			lossContrast: 4 * hot * Math.log(batchSize),
		};
		for (const [term, value] of Object.entries(known)) {
			const loss = first[term as keyof Losses]!;
			if (used[recipe].includes(term as keyof Losses))
				t.true(Math.abs(loss / value - 1) < 1e-3, `${term} ${loss}`);
		}
	});
}
