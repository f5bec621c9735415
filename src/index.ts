/**
 * The engine: sources, stages, flows, resources, sinks, named pipelines and their errors. Photos, training, evaluation and
 * the ready-made pipelines have entries of their own: `masked-momentum/data`, `/train`, `/evaluate`, `/pipelines`.
 * Whatever no entry exports may change at any time.
 */

// A flow from source to sink

export { type Flow, from, type Runnable, type StageDescription } from './flow/flow.js';
export type { BusyListener, StageReport } from './flow/meter.js';
export type { Plan, Segment } from './flow/plan.js';
export type { RunOptions } from './flow/run.js';
export { type Collector, type Progress, type ResultContext, type Sink, toArray } from './flow/sink.js';
export type { Source, SourceContext } from './flow/source.js';

// Stages and what they share

export type { Awaitable } from './flow/awaitable.js';
export { batch, type Leaf, type Plain } from './flow/batch.js';
export {
	type AddedStages,
	borrowed,
	type CloseResource,
	type OpenResource,
	type Resource,
	type ResourceContext,
	type ResourceOptions,
	resource,
} from './flow/resource.js';
export {
	type ItemContext,
	map,
	type Operator,
	type Stage,
	type StageOptions,
	stage,
	takeWhile,
} from './flow/stage.js';
export type { Random } from './math/random.js';

// Named pipelines

export type { Content } from './files/atomic-write.js';
export type { Preset, Presets, Recipe, Recipes } from './options/recipe.js';
export type { Checkpoint } from './run/checkpoints.js';
export { type ExtendedOptions, type Extension, extend, type StageAt } from './run/extend.js';
export { RunFolder } from './run/folder.js';
export { definePipeline, type Fitted, type Machine, type Pipeline } from './run/pipeline.js';

// The pipelines and the model that most programs begin with

export { default as pretrain } from '../pipelines/pretrain.js';
export { default as segment } from '../pipelines/segment.js';
export { openEmbedder } from './eval/features/embedding.js';
export { type RunPipelineOptions, runPipeline } from './launch/run-pipeline.js';
export type { RunProgress } from './run/status.js';

// Errors

export { DropRateError, StageError, StoppedError } from './flow/errors.js';
export { OptionsError } from './options/parse.js';

// Before there were entries, all of these were here

export * from './entries/moved.js';
