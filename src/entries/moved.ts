/** Names that `masked-momentum` exported before it had entries. They go with the next release. */

export {
	/** @deprecated Import it from `masked-momentum/data`. */
	type AnnotatedPhoto,
	/** @deprecated Import it from `masked-momentum/data`. */
	type Annotation,
	/** @deprecated Import it from `masked-momentum/data`. */
	type AnnotationRecord,
	/** @deprecated Import it from `masked-momentum/data`. */
	annotate,
	/** @deprecated Import it from `masked-momentum/data`. */
	augmentViews,
	/** @deprecated Import it from `masked-momentum/data`. */
	augmentViewsOptions,
	/** @deprecated Import it from `masked-momentum/data`. */
	type ByteRange,
	/** @deprecated Import it from `masked-momentum/data`. */
	type Corruption,
	/** @deprecated Import it from `masked-momentum/data`. */
	type Dataset,
	/** @deprecated Import it from `masked-momentum/data`. */
	type DatasetOptions,
	/** @deprecated Import it from `masked-momentum/data`. */
	datasetOptions,
	/** @deprecated Import it from `masked-momentum/data`. */
	datasetRecords,
	/** @deprecated Import it from `masked-momentum/data`. */
	decode,
	/** @deprecated Import it from `masked-momentum/data`. */
	decodeImage,
	/** @deprecated Import it from `masked-momentum/data`. */
	findFiles,
	/** @deprecated Import it from `masked-momentum/data`. */
	findImages,
	/** @deprecated Import it from `masked-momentum/data`. */
	type Image,
	/** @deprecated Import it from `masked-momentum/data`. */
	type ImageFile,
	/** @deprecated Import it from `masked-momentum/data`. */
	type ImageSource,
	/** @deprecated Import it from `masked-momentum/data`. */
	type Images,
	/** @deprecated Import it from `masked-momentum/data`. */
	imageFiles,
	/** @deprecated Import it from `masked-momentum/data`. */
	type MaskedViews,
	/** @deprecated Import it from `masked-momentum/data`. */
	maskPatches,
	/** @deprecated Import it from `masked-momentum/data`. */
	maskPatchesOptions,
	/** @deprecated Import it from `masked-momentum/data`. */
	type ObjectMask,
	/** @deprecated Import it from `masked-momentum/data`. */
	openDataset,
	/** @deprecated Import it from `masked-momentum/data`. */
	type Photo,
	/** @deprecated Import it from `masked-momentum/data`. */
	type RecordedPhoto,
	/** @deprecated Import it from `masked-momentum/data`. */
	type Views,
} from './data.js';
export {
	/** @deprecated Import it from `masked-momentum/evaluate`. */
	type EmbeddedPhoto,
	/** @deprecated Import it from `masked-momentum/evaluate`. */
	type Embedder,
	/** @deprecated Import it from `masked-momentum/evaluate`. */
	embed,
	/** @deprecated Import it from `masked-momentum/evaluate`. */
	type FeatureGrid,
	/** @deprecated Import it from `masked-momentum/evaluate`. */
	type Grid,
	/** @deprecated Import it from `masked-momentum/evaluate`. */
	type InstanceRecord,
	/** @deprecated Import it from `masked-momentum/evaluate`. */
	type ModelOptions,
	/** @deprecated Import it from `masked-momentum/evaluate`. */
	metric,
	/** @deprecated Import it from `masked-momentum/evaluate`. */
	modelOptions,
	/** @deprecated Import it from `masked-momentum/evaluate`. */
	type PromptedObject,
	/** @deprecated Import it from `masked-momentum/evaluate`. */
	promptOptions,
	/** @deprecated Import it from `masked-momentum/evaluate`. */
	promptSampling,
	/** @deprecated Import it from `masked-momentum/evaluate`. */
	type ScoredObject,
	/** @deprecated Import it from `masked-momentum/evaluate`. */
	type ScoreMap,
	/** @deprecated Import it from `masked-momentum/evaluate`. */
	similarity,
	/** @deprecated Import it from `masked-momentum/evaluate`. */
	summary,
	/** @deprecated Import it from `masked-momentum/evaluate`. */
	type ThresholdedObject,
	/** @deprecated Import it from `masked-momentum/evaluate`. */
	threshold,
	/** @deprecated Import it from `masked-momentum/evaluate`. */
	thresholdOptions,
} from './evaluate.js';
export {
	/** @deprecated Import it from `masked-momentum/train`. */
	type Backend,
	/** @deprecated Import it from `masked-momentum/train`. */
	checkpointBytes,
	/** @deprecated Import it from `masked-momentum/train`. */
	checkpointOptions,
	/** @deprecated Import it from `masked-momentum/train`. */
	EventFile,
	/** @deprecated Import it from `masked-momentum/train`. */
	type FixedPhotos,
	/** @deprecated Import it from `masked-momentum/train`. */
	forwardVit,
	/** @deprecated Import it from `masked-momentum/train`. */
	type GradientBatch,
	/** @deprecated Import it from `masked-momentum/train`. */
	type LoadedVit,
	/** @deprecated Import it from `masked-momentum/train`. */
	loadVit,
	/** @deprecated Import it from `masked-momentum/train`. */
	momentumUpdate,
	/** @deprecated Import it from `masked-momentum/train`. */
	type Objective,
	/** @deprecated Import it from `masked-momentum/train`. */
	type Optimisation,
	/** @deprecated Import it from `masked-momentum/train`. */
	objectiveOptions,
	/** @deprecated Import it from `masked-momentum/train`. */
	openBackend,
	/** @deprecated Import it from `masked-momentum/train`. */
	optimiserOptions,
	/** @deprecated Import it from `masked-momentum/train`. */
	optimiserStep,
	/** @deprecated Import it from `masked-momentum/train`. */
	restoreCheckpoint,
	/** @deprecated Import it from `masked-momentum/train`. */
	type StepReport,
	/** @deprecated Import it from `masked-momentum/train`. */
	type Summary,
	/** @deprecated Import it from `masked-momentum/train`. */
	type SummaryOptions,
	/** @deprecated Import it from `masked-momentum/train`. */
	SummarySchedule,
	/** @deprecated Import it from `masked-momentum/train`. */
	saveCheckpoint,
	/** @deprecated Import it from `masked-momentum/train`. */
	saveNetworks,
	/** @deprecated Import it from `masked-momentum/train`. */
	saveWeights,
	/** @deprecated Import it from `masked-momentum/train`. */
	studentGradients,
	/** @deprecated Import it from `masked-momentum/train`. */
	summaryOptions,
	/** @deprecated Import it from `masked-momentum/train`. */
	type TaughtBatch,
	/** @deprecated Import it from `masked-momentum/train`. */
	type TimedStep,
	/** @deprecated Import it from `masked-momentum/train`. */
	Training,
	/** @deprecated Import it from `masked-momentum/train`. */
	type TrainingResult,
	/** @deprecated Import it from `masked-momentum/train`. */
	teacherForward,
	/** @deprecated Import it from `masked-momentum/train`. */
	tf,
	/** @deprecated Import it from `masked-momentum/train`. */
	toTensors,
	/** @deprecated Import it from `masked-momentum/train`. */
	type UpdatedBatch,
	/** @deprecated Import it from `masked-momentum/train`. */
	type ViewBatch,
	/** @deprecated Import it from `masked-momentum/train`. */
	type VitConfig,
	/** @deprecated Import it from `masked-momentum/train`. */
	type VitOptions,
	/** @deprecated Import it from `masked-momentum/train`. */
	type VitSize,
	/** @deprecated Import it from `masked-momentum/train`. */
	type VitTokens,
	/** @deprecated Import it from `masked-momentum/train`. */
	vitConfig,
	/** @deprecated Import it from `masked-momentum/train`. */
	type Weights,
	/** @deprecated Import it from `masked-momentum/train`. */
	writeGradientHistograms,
	/** @deprecated Import it from `masked-momentum/train`. */
	writeMetrics,
	/** @deprecated Import it from `masked-momentum/train`. */
	writeSummaries,
} from './train.js';
