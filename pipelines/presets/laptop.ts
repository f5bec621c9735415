import type { Preset } from '../../src/options/recipe.js';

/**
 * A run that learns without a graphics card: the settings of docs/results.md. Its length is in steps, so that it takes as
 * long whatever the number of photos; some thousand photos or more are wanted.
 */
export const laptop: Preset = {
	summary: 'laptop, a network of 1 M weights in some 20 minutes on two cores and 2 GB of memory',
	settings: {
		'model.size': 'micro',
		'model.patch': 8,
		// Nearness is the strongest cue there is for objects, and a random table has not learned it by then: docs/results.md.
		'model.positions': 'fixed',
		'model.positionBase': 100,
		'views.size': 64,
		'views.local.size': 32,
		// A patch of so small a view would otherwise cover far more of a photo than one of an evaluation's does.
		'views.scale': [0.1, 0.6],
		'corruption.align': 8,
		'distillation.prototypes': 256,
		'distillation.hidden': 256,
		'distillation.bottleneck': 128,
		'distillation.teacherTemperatureEpochs': 2,
		'contrast.hidden': 256,
		'contrast.out': 128,
		'optimiser.learningRate': 8e-3, // scaled linearly: 1e-3 for this batch
		'optimiser.warmUpSteps': 70,
		'optimiser.momentum': 0.99,
		'optimiser.dropPath': 0,
		batchSize: 32,
		steps: 1200,
	},
};
