/** The whole public API. What is not exported here may change at any time. */
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
