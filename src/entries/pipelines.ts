/** The ready-made pipelines with their options, recipes and presets as values: to run, to preset, to extend. */

// Pipelines

export { default as classify } from '../../pipelines/classify.js';
export { default as discover } from '../../pipelines/discover.js';
export { default as inspectViews } from '../../pipelines/inspect-views.js';
export { default as similarityMap } from '../../pipelines/map.js';
export { default as merge } from '../../pipelines/merge.js';
export type { PretrainItems } from '../../pipelines/pretrain/items.js';
export { default as pretrain } from '../../pipelines/pretrain.js';
export { default as pretrainTiny } from '../../pipelines/pretrain-tiny.js';
export { default as retrieve } from '../../pipelines/retrieve.js';
export { default as segment } from '../../pipelines/segment.js';
export { default as pairSimilarity } from '../../pipelines/similarity.js';
export { default as track } from '../../pipelines/track.js';
export { default as tune } from '../../pipelines/tune.js';

// Settings

export { type PresetName, presets } from '../../pipelines/presets/index.js';
export { type RecipeName, recipes } from '../../pipelines/recipes/index.js';

// Parts of `segment`

export { describeSegmentation } from '../../pipelines/segment/describe.js';
export { checkSweep, type SegmentOptions, segmentOptions } from '../../pipelines/segment/options.js';
export { type OverlayOptions, overlays, scoreOf } from '../../pipelines/segment/overlays.js';
export { type Segmentation, segmentation } from '../../pipelines/segment/resources.js';

// Parts of `pretrain`

export { openOnlineEvaluation } from '../../pipelines/online/evaluation.js';
export { describeTraining } from '../../pipelines/pretrain/describe.js';
export { fitToMachine } from '../../pipelines/pretrain/fit.js';
export { fixedPhotos } from '../../pipelines/pretrain/fixed-photos.js';
export { observe } from '../../pipelines/pretrain/observe.js';
export {
	alternatives,
	mayChange,
	type PretrainOptions,
	pretrainOptions,
} from '../../pipelines/pretrain/options.js';
export { type Pretraining, pretraining } from '../../pipelines/pretrain/resources.js';
export { surveyPhotos } from '../../pipelines/pretrain/survey.js';

// Text

export { formatCount } from '../math/format-count.js';
