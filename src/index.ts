/** The whole public API. What is not exported here may change at any time. */

// The stages
export { annotate } from '../stages/annotate.js';
export { augmentViews, augmentViewsOptions } from '../stages/augment-views.js';
export { decode } from '../stages/decode.js';
export { embed } from '../stages/embed.js';
export { maskPatches, maskPatchesOptions } from '../stages/mask-patches.js';
export { metric } from '../stages/metric.js';
export { momentumUpdate } from '../stages/momentum-update.js';
export { optimiserStep } from '../stages/optimiser-step.js';
export { promptOptions, promptSampling } from '../stages/prompt-sampling.js';
export { checkpointOptions, saveCheckpoint } from '../stages/save-checkpoint.js';
export { saveNetworks, type TrainingResult } from '../stages/save-networks.js';
export { similarity } from '../stages/similarity.js';
export { studentGradients } from '../stages/student-gradients.js';
export { summary } from '../stages/summary.js';
export { teacherForward } from '../stages/teacher-forward.js';
export { threshold, thresholdOptions } from '../stages/threshold.js';
export { toTensors } from '../stages/to-tensors.js';
export { writeGradientHistograms } from '../stages/write-gradient-histograms.js';
export { writeMetrics } from '../stages/write-metrics.js';
export { writeSummaries } from '../stages/write-summaries.js';
// What flows
export { type DatasetOptions, datasetOptions, openDataset } from './data/datasets/open.js';
export type { Annotation, AnnotationRecord, Dataset, RecordedPhoto } from './data/datasets/record.js';
export { datasetRecords } from './data/datasets/records.js';
export { decodeImage } from './data/decode.js';
export { findFiles, findImages } from './data/files.js';
export type { Image } from './data/image.js';
export { type Images, imageFiles } from './data/image-files.js';
export type {
	ByteRange,
	Corruption,
	ImageFile,
	ImageSource,
	MaskedViews,
	Photo,
	Views,
} from './data/items.js';
export { type Embedder, type ModelOptions, modelOptions, openEmbedder } from './eval/embedding.js';
export type {
	AnnotatedPhoto,
	EmbeddedPhoto,
	FeatureGrid,
	Grid,
	ObjectMask,
	PromptedObject,
	ScoredObject,
	ScoreMap,
	ThresholdedObject,
} from './eval/items.js';
export type { InstanceRecord } from './eval/records.js';
// The engine
export { batch, type Plain } from './flow/batch.js';
export { DropRateError, StageError } from './flow/errors.js';
export { type Flow, from, type Runnable, type StageDescription } from './flow/flow.js';
export { definePipeline, type Pipeline } from './flow/pipeline.js';
export type { StageReport } from './flow/report.js';
export { type Resource, resource } from './flow/resource.js';
export type { RunOptions } from './flow/run.js';
export { type Collector, type Progress, type Sink, toArray } from './flow/sink.js';
export type { Source, SourceContext } from './flow/source.js';
export {
	type Awaitable,
	type ItemContext,
	map,
	type Operator,
	type Random,
	type Stage,
	type StageOptions,
	stage,
} from './flow/stage.js';
export { takeWhile } from './flow/take-while.js';
// Networks
export { type Backend, openBackend } from './nn/backend.js';
export { checkpointBytes, restoreCheckpoint } from './nn/checkpoint.js';
export { type LoadedVit, loadVit } from './nn/load-vit.js';
export { type Objective, objectiveOptions } from './nn/objective.js';
export { type Optimisation, optimiserOptions } from './nn/optimisation.js';
export type {
	GradientBatch,
	StepReport,
	TaughtBatch,
	TimedStep,
	UpdatedBatch,
	ViewBatch,
} from './nn/step-items.js';
export { tf } from './nn/tf.js';
export { Training } from './nn/training.js';
export { forwardVit, type VitOptions, type VitTokens } from './nn/vit.js';
export { type VitConfig, type VitSize, vitConfig } from './nn/vit-config.js';
export type { Weights } from './nn/weights.js';
export { saveWeights } from './nn/write-safetensors.js';
export type { FixedPhotos } from './pictures/fixed-photos.js';
export type { Checkpoint } from './run/checkpoints.js';
export type { RunFolder } from './run/folder.js';
export type { Preset, Presets, Recipe, Recipes } from './run/recipe.js';
export type { Summary } from './tensorboard/event.js';
export { EventFile } from './tensorboard/event-file.js';
export { type SummaryOptions, summaryOptions } from './tensorboard/summary-options.js';
export { SummarySchedule } from './tensorboard/summary-schedule.js';
