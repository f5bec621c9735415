/** Training: networks, objective, optimiser, the stages of a step and those that watch it, checkpoints. */

// Backend and tensors

export { type Backend, type BackendName, type BackendUse, openBackend } from '../nn/backend/backend.js';
export { type ComputePolicy, computingOptions, requirePrecision } from '../nn/precision/precision.js';
export type { KernelSet } from '../nn/tensorflow/kernels.js';
export {
	type Tensor,
	/** The operations of TensorFlow.js, from the one copy in the process. Wrap what is not returned in `tf.tidy`. */
	tf,
} from '../nn/tf/tf.js';

// Networks

export { type LoadedVit, type LoadOptions, loadVit } from '../nn/files/load-vit.js';
export { saveWeights } from '../nn/files/write-safetensors.js';
export type { ContrastHeadConfig } from '../nn/heads/contrast.js';
export type { NetworkConfig } from '../nn/heads/networks.js';
export type { PixelHeadConfig } from '../nn/heads/pixel.js';
export type { PrototypeHeadConfig } from '../nn/heads/prototype.js';
export type { BranchFactors } from '../nn/layers/drop-path.js';
export type { Initialisation } from '../nn/layers/init.js';
export { networkFor, type Term, termNames } from '../nn/losses/objective.js';
export { parametersOf, type StepSizes, stepMemory } from '../nn/step/step-memory.js';
export { type PositionResize, type VitConfig, type VitSize, vitConfig, vitSizes } from '../nn/vit/config.js';
export { type BackboneOptions, backboneOptions, vitFor } from '../nn/vit/options.js';
export { forwardVit, type VitOptions, type VitTokens } from '../nn/vit/vit.js';
export type { Weights } from '../nn/weights.js';

// Objective and optimiser

export type { Comparison, LossInput, LossTerm, StudentTokens } from '../nn/losses/loss-term.js';
export { type Objective, objectiveOptions } from '../nn/losses/objective.js';
export { AdamW, type AdamWOptions, type AdamWState, type AdamWStep } from '../nn/optimiser/adamw.js';
export {
	type Optimisation,
	optimiserOptions,
	type TrainingLength,
	trainingLength,
	type WarmUp,
	warmUpOf,
} from '../nn/optimiser/optimisation.js';

// The state of a training

export type { Centres } from '../nn/losses/centre.js';
export { checkpointBytes, restoreCheckpoint } from '../nn/step/checkpoint.js';
export { Training } from '../nn/step/training.js';

// The stages of a step

export { momentumUpdate } from '../../stages/train/momentum-update.js';
export { optimiserStep } from '../../stages/train/optimiser-step.js';
export { refuseNonFinite } from '../../stages/train/refuse-non-finite.js';
export { studentGradients } from '../../stages/train/student-gradients.js';
export { teacherForward } from '../../stages/train/teacher-forward.js';
export { toTensors } from '../../stages/train/to-tensors.js';
export { type GuardOptions, guardOptions, type Incident, Incidents } from '../health/incidents.js';

// What watches

export { evaluateOnline } from '../../stages/watch/evaluate-online.js';
export { type WatchLearningOptions, watchLearning } from '../../stages/watch/watch-learning.js';
export { holdOut, type PartedPhotos } from '../health/hold-out.js';
export type { HealthMeasures } from '../health/measures.js';
export { type HealthOptions, healthOptions, type StopOn, stopOnOption } from '../health/options.js';
export { describeVerdict, type Probe, type Verdict, type VerdictName } from '../health/verdict.js';
export { type HealthReport, type HealthWatch, openHealthWatch } from '../health/watch.js';
export { openOnlineNeighbours } from '../online/neighbours.js';
export {
	type OnlineEvaluation,
	type OnlineEvaluator,
	type OnlineMeasures,
	type OnlineOptions,
	onlineOptions,
} from '../online/options.js';
export { holdToFiles } from '../training/hold-to-files.js';

// What is written

export { keepBest } from '../../stages/watch/keep-best.js';
export { checkpointOptions, saveCheckpoint } from '../../stages/watch/save-checkpoint.js';
export { saveNetworks, type TrainingResult, type TrainingWatch } from '../../stages/watch/save-networks.js';
export { writeGradientHistograms } from '../../stages/watch/write-gradient-histograms.js';
export { writeMetrics } from '../../stages/watch/write-metrics.js';
export { writeSummaries } from '../../stages/watch/write-summaries.js';
export type { FixedPhotos } from '../pictures/fixed-photos.js';
export type { EncodedPicture, Summary } from '../tensorboard/event.js';
export { EventFile } from '../tensorboard/event-file.js';
export type { Histogram } from '../tensorboard/histogram.js';
export { type SummaryOptions, summaryOptions } from '../tensorboard/summary-options.js';
export { SummarySchedule } from '../tensorboard/summary-schedule.js';
export {
	BestCheckpoint,
	type BestMetric,
	type BestStep,
	chooseBestMetric,
} from '../training/best-checkpoint.js';

// Items

export type { PhotoRange } from '../data/views/view-arrays.js';
export type { PerTokenKind, Tokens } from '../nn/heads/prototype.js';
export { type Losses, ownLosses } from '../nn/losses/losses.js';
export type { GroupNorms } from '../nn/optimiser/gradient-norm.js';
export type {
	GradientBatch,
	StepReport,
	TaughtBatch,
	TaughtMicroBatches,
	UpdatedBatch,
	ViewBatch,
} from '../nn/step/step-items.js';
export type { StudentOptions, TeacherOptions } from '../nn/step/step-options.js';
export type { TeacherTargets } from '../nn/step/teacher-pass.js';
export type { ViewTensors } from '../nn/step/view-tensors.js';
export type { EvaluatedStep, TimedStep, WatchedStep } from '../online/step-items.js';
