import type { MaskedViews, Photo, Views } from '../../src/data/items.js';
import type { StepReport, UpdatedBatch } from '../../src/nn/step/step-items.js';
import type { TimedStep } from '../../src/online/step-items.js';

/** The items behind each stage of `pretrain` that `extend` can insert others behind. */
export interface PretrainItems {
	readonly decode: Photo;
	readonly 'augment-views': Views;
	readonly 'mask-patches': MaskedViews;
	readonly 'optimiser-step': UpdatedBatch;
	readonly 'momentum-update': StepReport;
	readonly 'write-metrics': TimedStep;
}
