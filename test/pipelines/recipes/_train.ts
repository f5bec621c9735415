import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ExecutionContext } from 'ava';
import { pretrainOptions } from '../../../pipelines/pretrain/options.js';
import pretrain from '../../../pipelines/pretrain.js';
import type { RecipeName } from '../../../pipelines/recipes/index.js';
import type { Losses } from '../../../src/nn/losses/losses.js';
import type { StepReport } from '../../../src/nn/step/step-items.js';
import { gatherOptions } from '../../../src/options/recipe.js';
import { mergeOptions, type OptionValues } from '../../../src/options/settings.js';
import { openRunFolder } from '../../../src/run/folder.js';
import { packageRoot } from '../../../src/run/package.js';
import { folderWith } from '../../data/_folder.js';

export const [prototypes, batchSize] = [64, 3];

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

/** The terms of each recipe. */
export const used: Record<RecipeName, readonly (keyof Losses)[]> = {
	mmc: ['lossReconstruction', 'lossDistillation', 'lossContrast'],
	sit: ['lossReconstruction', 'lossContrast'],
	'mc-ssl': ['lossReconstruction', 'lossDistillation', 'lossClassDistillation'],
	ibot: ['lossDistillation', 'lossClassDistillation'],
	dino: ['lossClassDistillation'],
	'moco-v3': ['lossContrast'],
};

/** Trains a small network by a recipe; all that it says of its steps. */
export async function train(
	t: ExecutionContext,
	recipe: RecipeName,
	changes: OptionValues,
): Promise<StepReport[]> {
	const folder = openRunFolder(folderWith(t, {}));
	const given = mergeOptions(small, { recipe }, changes);
	const options = pretrainOptions.parse(gatherOptions(pretrain, given));
	await pretrain.build(options, folder).run({ seed: 3, onSkip: (error) => t.fail(error.message) });
	folder.close();
	const lines = readFileSync(folder.path('metrics.jsonl'), 'utf8').trim().split('\n');
	return lines.map((line) => JSON.parse(line));
}
