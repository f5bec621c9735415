import type { MaskedViews, Photo, Views } from '../../src/data/items.js';
import type { StepReport, UpdatedBatch } from '../../src/nn/step/step-items.js';
import type { TimedStep } from '../../src/online/step-items.js';

/** Items behind each stage of `pretrain` after which `extend` can insert others. */
export interface PretrainItems {
	readonly decode: Photo;
	readonly 'augment-views': Views;
	readonly 'mask-patches': MaskedViews;
	readonly 'optimiser-step': UpdatedBatch;
	readonly 'momentum-update': StepReport;
	readonly 'write-metrics': TimedStep;
}
