/**
 * The whole of pretraining in minutes on two cores: `pretrain` with a small network, small views and small heads. It
 * shows that everything works and that features become better than an untrained network's; it is no measure of MMC.
 *
 *   mmc run pretrain-tiny
 */
import path from 'node:path';
import { packageRoot } from '../src/run/package.js';
import { definePipeline } from '../src/run/pipeline.js';
import pretrain from './pretrain.js';

/**
 * Pipeline `pretrain-tiny`: `pretrain` with a small network on the photos that come with the package, in minutes
 * on two cores. Its result is a `TrainingResult`.
 */
export default definePipeline({
	...pretrain,
	name: 'pretrain-tiny',
	summary: 'The same in minutes: a small network on the photos that come with the package.',
	preset: {
		data: { files: path.join(packageRoot, 'fixtures/photos') },
		model: { size: 'micro', patch: 8 },
		views: { size: 64, local: { size: 32 } },
		corruption: { align: 8 },
		distillation: { prototypes: 1024, hidden: 512, teacherTemperatureEpochs: 5 },
		contrast: { hidden: 512 },
		optimiser: { learningRate: 5e-3, warmUpEpochs: 4, momentum: 0.98 },
		batchSize: 32,
		steps: 200,
	},
});
