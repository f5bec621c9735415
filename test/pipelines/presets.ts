import test from 'ava';
import inspectViews from '../../pipelines/inspect-views.js';
import { presets } from '../../pipelines/presets/index.js';
import pretrain from '../../pipelines/pretrain.js';
import pretrainTiny from '../../pipelines/pretrain-tiny.js';
import { recipes } from '../../pipelines/recipes/index.js';
import { trainingLength } from '../../src/nn/optimiser/optimisation.js';
import { vitFor } from '../../src/nn/vit/options.js';
import { gatherOptions, type Preset } from '../../src/options/recipe.js';

for (const [preset, { settings }] of Object.entries<Preset>(presets)) {
	for (const recipe of Object.keys(recipes)) {
		test(`${preset} fits ${recipe}, and any number of photos`, (t) => {
			const given = { preset, recipe, data: { files: 'x' } };
			const options = pretrain.options.parse(gatherOptions(pretrain, given));
			t.is<unknown, unknown>(options.batchSize, settings.batchSize);
			t.is(options.recipe, recipe as keyof typeof recipes);
			t.notThrows(() => vitFor(options.model, options.views.size));
			t.is(options.views.local.size % options.model.patch, 0);
			for (const photos of [100, 2200, 1_000_000])
				t.is<unknown, unknown>(trainingLength(options, photos).steps, settings.steps);
		});
	}

	test(`${preset} can be chosen wherever the options of \`pretrain\` are taken`, (t) => {
		for (const pipeline of [pretrainTiny, inspectViews]) {
			const { model } = pipeline.options.parse(gatherOptions(pipeline, { preset }));
			t.is<unknown, unknown>(model.size, settings['model.size']);
		}
	});
}
