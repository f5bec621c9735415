/** The whole public API. What is not exported here may change at any time. */

// The stages
export { annotate } from '../stages/input/annotate.js';
export { augmentViews, augmentViewsOptions } from '../stages/input/augment-views.js';
export { decode } from '../stages/input/decode.js';
export { maskPatches, maskPatchesOptions } from '../stages/input/mask-patches.js';
export { embed } from '../stages/segment/embed.js';
export { metric } from '../stages/segment/metric.js';
export { promptOptions, promptSampling } from '../stages/segment/prompt-sampling.js';
export { similarity } from '../stages/segment/similarity.js';
export { summary } from '../stages/segment/summary.js';
export { threshold, thresholdOptions } from '../stages/segment/threshold.js';
export { momentumUpdate } from '../stages/train/momentum-update.js';
export { optimiserStep } from '../stages/train/optimiser-step.js';
export { studentGradients } from '../stages/train/student-gradients.js';
export { teacherForward } from '../stages/train/teacher-forward.js';
export { toTensors } from '../stages/train/to-tensors.js';
export { checkpointOptions, saveCheckpoint } from '../stages/watch/save-checkpoint.js';
export { saveNetworks, type TrainingResult } from '../stages/watch/save-networks.js';
export { writeGradientHistograms } from '../stages/watch/write-gradient-histograms.js';
export { writeMetrics } from '../stages/watch/write-metrics.js';
export { writeSummaries } from '../stages/watch/write-summaries.js';
export type { AnnotatedPhoto, ObjectMask } from './data/annotations.js';
// What flows
export { type DatasetOptions, datasetOptions, openDataset } from './data/datasets/open.js';
export type { Annotation, AnnotationRecord, Dataset, RecordedPhoto } from './data/datasets/record.js';
export { datasetRecords } from './data/datasets/records.js';
export { decodeImage } from './data/decoding/decode.js';
export type { Grid } from './data/geometry.js';
export type {
	ByteRange,
	Corruption,
	Image,
	ImageFile,
	ImageSource,
	MaskedViews,
	Photo,
	Views,
} from './data/items.js';
export { findFiles, findImages } from './data/listing/find.js';
export { type Images, imageFiles } from './data/listing/shuffled.js';
export { type Embedder, type ModelOptions, modelOptions, openEmbedder } from './eval/features/embedding.js';
export type {
	EmbeddedPhoto,
	FeatureGrid,
	PromptedObject,
	ScoredObject,
	ScoreMap,
	ThresholdedObject,
} from './eval/items.js';
export type { InstanceRecord } from './eval/statistics/records.js';
// The engine
export { batch, type Plain } from './flow/batch.js';
export { DropRateError, StageError } from './flow/errors.js';
export { type Flow, from, type Runnable, type StageDescription } from './flow/flow.js';
export type { StageReport } from './flow/meter.js';
export { type Resource, resource } from './flow/resource.js';
export type { RunOptions } from './flow/run.js';
export { type Collector, type Progress, type Sink, toArray } from './flow/sink.js';
export type { Source, SourceContext } from './flow/source.js';
export {
	type Awaitable,
	type ItemContext,
	map,
	type Operator,
	type Stage,
	type StageOptions,
	stage,
	takeWhile,
} from './flow/stage.js';
export type { Random } from './math/random.js';
// Networks
export { type Backend, openBackend } from './nn/backend/backend.js';
export { type LoadedVit, loadVit } from './nn/files/load-vit.js';
export { saveWeights } from './nn/files/write-safetensors.js';
export { type Objective, objectiveOptions } from './nn/losses/objective.js';
export { type Optimisation, optimiserOptions } from './nn/optimiser/optimisation.js';
export { checkpointBytes, restoreCheckpoint } from './nn/step/checkpoint.js';
export type {
	GradientBatch,
	StepReport,
	TaughtBatch,
	UpdatedBatch,
	ViewBatch,
} from './nn/step/step-items.js';
export { Training } from './nn/step/training.js';
export { tf } from './nn/tf/tf.js';
export { type VitConfig, type VitSize, vitConfig } from './nn/vit/config.js';
export { forwardVit, type VitOptions, type VitTokens } from './nn/vit/vit.js';
export type { Weights } from './nn/weights.js';
export type { TimedStep } from './online/step-items.js';
export type { Preset, Presets, Recipe, Recipes } from './options/recipe.js';
export type { FixedPhotos } from './pictures/fixed-photos.js';
export type { Checkpoint } from './run/checkpoints.js';
export type { RunFolder } from './run/folder.js';
export { definePipeline, type Pipeline } from './run/pipeline.js';
export type { Summary } from './tensorboard/event.js';
export { EventFile } from './tensorboard/event-file.js';
export { type SummaryOptions, summaryOptions } from './tensorboard/summary-options.js';
export { SummarySchedule } from './tensorboard/summary-schedule.js';
