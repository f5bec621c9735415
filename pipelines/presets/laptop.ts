import type { Preset } from '../../src/run/recipe.js';

/**
 * A run that learns without a graphics card. Its length is in steps, so that it takes as long whatever the number of
 * photos; some thousand photos or more are wanted.
 */
export const laptop: Preset = {
	summary: 'laptop, a network of 1 M weights in about 90 minutes on two cores and 4 GB of memory',
	settings: {
		'model.size': 'micro',
		'model.patch': 8,
		// Proximity is the strongest cue there is for objects, and a random table has not learned it by then: docs/results.md.
		'model.positions': 'fixed',
		'views.size': 96,
		'views.local.size': 48,
		'corruption.align': 8,
		'distillation.prototypes': 1024,
		'distillation.hidden': 512,
		'contrast.hidden': 512,
		'optimiser.learningRate': 4e-3, // scaled linearly: 1e-3 for this batch
		'optimiser.warmUpSteps': 100,
		'optimiser.momentum': 0.99,
		batchSize: 64,
		steps: 1100,
	},
};
