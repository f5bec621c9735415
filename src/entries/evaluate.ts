/** Zero-shot evaluation: encoders, prompts, the stages of each evaluation, statistics of their results. */

// Encoders

export {
	blankEmbedder,
	type Embedder,
	type EmbedderUse,
	encodersAtOnce,
	featureModelOptions,
	type ModelOptions,
	modelOptions,
	openEmbedder,
} from '../eval/features/embedding.js';
export {
	type Encoder,
	type EncoderOptions,
	type EncoderUse,
	type Encoding,
	encoderOptions,
	openEncoder,
	PhotoNetwork,
} from '../eval/features/encoder.js';
export { type NetworkInput, resizedInput } from '../eval/features/network-input.js';
export { unitFeatures } from '../eval/features/similarity.js';

// Segmentation from a prompt

export { type CutMapOptions, cutMap, cutMapOptions } from '../../stages/segment/cut-map.js';
export { embed } from '../../stages/segment/embed.js';
export { keepMap } from '../../stages/segment/keep-map.js';
export { metric } from '../../stages/segment/metric.js';
export { type PromptOptions, promptOptions, promptSampling } from '../../stages/segment/prompt-sampling.js';
export { promptSweep } from '../../stages/segment/prompt-sweep.js';
export { promptWithPoints } from '../../stages/segment/prompt-with-points.js';
export { recallMap } from '../../stages/segment/recall-map.js';
export { similarity } from '../../stages/segment/similarity.js';
export { type ThresholdOptions, threshold, thresholdOptions } from '../../stages/segment/threshold.js';
export type { Point } from '../data/geometry.js';
export { thresholds } from '../eval/map/thresholds.js';
export { MapMemory } from '../eval/segment/map-memory.js';
export type { ThresholdOrigin } from '../eval/segment/protocol.js';
export { type ChosenThreshold, readFixedThreshold, readThreshold } from '../eval/segment/read-threshold.js';

// Results of a segmentation

export { pickExtremes } from '../../stages/segment/pick-extremes.js';
export { summary } from '../../stages/segment/summary.js';
export { type MapFigures, type WrittenMap, writeMap } from '../../stages/segment/write-map.js';
export { writeOverlays } from '../../stages/segment/write-overlays.js';
export {
	type Illustration,
	type Measured,
	type WrittenSummary,
	writeSummary,
} from '../../stages/segment/write-summary.js';
export {
	type AggregateOptions,
	aggregate,
	type CurveName,
	type SegmentationSummary,
} from '../eval/segment/aggregate.js';
export { type Extremes, findExtremes } from '../eval/segment/extremes.js';
export { describeDataset } from '../eval/segment/protocol.js';

// Segmentation in shards

export { writeShard } from '../../stages/segment/write-shard.js';
export { readShards, type Shards } from '../eval/segment/read-shards.js';
export {
	describeShard,
	type Environment,
	isInShard,
	parseShard,
	type Shard,
	type ShardFrame,
	shardOption,
	type WrittenShard,
} from '../eval/segment/shards.js';

// Similarity within and between objects

export { patchSimilarity } from '../../stages/segment/patch-similarity.js';
export { similaritySummary } from '../../stages/segment/similarity-summary.js';
export type { Matching } from '../eval/pairs/cosine-totals.js';
export type { PairCosines, Pairing, SimilarityRecord } from '../eval/pairs/intra-inter.js';
export type { MatchedCosines } from '../eval/pairs/ring-pairs.js';
export type { SimilaritySummary } from '../eval/pairs/summary.js';

// Classification

export { type ClassSummary, classSummary } from '../../stages/classify/class-summary.js';
export { centralOptions, embedPhoto } from '../../stages/classify/embed-photo.js';
export { gatherVectors } from '../../stages/classify/gather-vectors.js';
export { linearProbe, probeOptions } from '../../stages/classify/linear-probe.js';
export { neighbourVote, voteOptions } from '../../stages/classify/neighbour-vote.js';
export type {
	Classification,
	ClassificationTask,
	LabelledPhoto,
	LabelledVector,
	LabelledVectors,
} from '../eval/classify/classification.js';
export type { Definitions } from '../eval/classify/summary.js';

// Retrieval

export { measureClasses } from '../../stages/retrieve/measure-classes.js';
export { type RetrievalSummary, retrievalSummary } from '../../stages/retrieve/retrieval-summary.js';
export { retrievalOptions, retrieveLabels } from '../../stages/retrieve/retrieve-labels.js';
export type { ClassMaps } from '../eval/retrieve/patch-memory.js';
export type { RetrievalRecord, RetrievedPhoto } from '../eval/retrieve/retrieval.js';

// Discovery

export { discoverObject, discoveryOptions } from '../../stages/discover/discover-object.js';
export { type DiscoverySummary, discoverySummary } from '../../stages/discover/discovery-summary.js';
export { encodePadded } from '../../stages/discover/encode-padded.js';
export { measureBoxes } from '../../stages/discover/measure-boxes.js';
export type { DiscoveredPhoto, DiscoveryRecord, EncodedPhoto, PatchVectors } from '../eval/discover/items.js';

// Tracking

export { embedFrame } from '../../stages/track/embed-frame.js';
export { measureTrack } from '../../stages/track/measure-track.js';
export {
	type PropagationOptions,
	propagateLabels,
	propagationOptions,
} from '../../stages/track/propagate-labels.js';
export { type TrackSummary, trackSummary } from '../../stages/track/track-summary.js';
export type { EmbeddedFrame, TrackedFrame, TrackRecord } from '../eval/track/tracking.js';

// Records and statistics

export type { Counts, DistanceRanking, Ranking } from '../eval/items.js';
export {
	type Curves,
	type EvaluationRecord,
	type InstanceRecord,
	readRecords,
	recordsFile,
	similarityRecordsFile,
} from '../eval/statistics/records.js';
export type { Metric, SummaryFrame } from '../eval/statistics/summary.js';
export type { Interval } from '../math/bootstrap.js';
export { evenPlaces } from '../math/even-places.js';
export { mulberry32 } from '../math/random.js';
export { describeOrigin } from '../run/provenance.js';

// Items

export type { Box, Grid, Size } from '../data/geometry.js';
export type {
	EmbeddedPhoto,
	FeatureGrid,
	Prompt,
	PromptedObject,
	PromptedPhoto,
	ScoredObject,
	ScoreMap,
	ThresholdedObject,
} from '../eval/items.js';
export type { CutMap, ScoredPhoto, SegmentedPhoto } from '../eval/map/segment-photo.js';
export type { Rank, RankedMap, RankedObject } from '../eval/segment/extremes.js';
export type { Origin } from '../options/parse.js';
