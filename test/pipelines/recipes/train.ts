import { readFileSync } from 'node:fs';
import path from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { pretrainOptions } from '../../../pipelines/pretrain/options.js';
import pretrain from '../../../pipelines/pretrain.js';
import { type RecipeName, recipes } from '../../../pipelines/recipes/index.js';
import type { Losses } from '../../../src/nn/losses/losses.js';
import type { StepReport } from '../../../src/nn/step/step-items.js';
import { tf } from '../../../src/nn/tf/tf.js';
import { gatherOptions } from '../../../src/options/recipe.js';
import { mergeOptions, type OptionValues } from '../../../src/options/settings.js';
import { openRunFolder } from '../../../src/run/folder.js';
import { packageRoot } from '../../../src/run/package.js';
import { folderWith } from '../../data/_folder.js';
import { useBackend } from '../../support/backend.js';

const [prototypes, batchSize] = [64, 3];

/** What makes any recipe small; its method stays as it is. */
const small = {
	data: { files: path.join(packageRoot, 'fixtures/photos') },
	model: { size: 'micro', patch: 8 },
	views: { size: 16, local: { size: 8 } },
	distillation: { prototypes, hidden: 16, bottleneck: 8 },
	contrast: { hidden: 16, out: 8 },
	optimiser: { warmUpEpochs: 0.1, learningRate: 0.01 },
	batchSize,
};

const used: Record<RecipeName, readonly (keyof Losses)[]> = {
	mmc: ['lossReconstruction', 'lossDistillation', 'lossContrast'],
	sit: ['lossReconstruction', 'lossContrast'],
	'mc-ssl': ['lossReconstruction', 'lossDistillation', 'lossClassDistillation'],
	ibot: ['lossDistillation', 'lossClassDistillation'],
	dino: ['lossClassDistillation'],
	'moco-v3': ['lossContrast'],
};

test.before(useBackend);

async function train(t: ExecutionContext, recipe: RecipeName, changes: OptionValues): Promise<StepReport[]> {
	const folder = openRunFolder(folderWith(t, {}));
	const given = mergeOptions(small, { recipe }, changes);
	const options = pretrainOptions.parse(gatherOptions(pretrain, given));
	await pretrain.build(options, folder).run({ seed: 3, onSkip: (error) => t.fail(error.message) });
	folder.close();
	const lines = readFileSync(folder.path('metrics.jsonl'), 'utf8').trim().split('\n');
	return lines.map((line) => JSON.parse(line));
}

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
		t.pass();
	});
}
