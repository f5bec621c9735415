import type { Plan } from './plan.js';
import { type RunOptions, run } from './run.js';
import type { Sink } from './sink.js';
import type { Source } from './source.js';
import type { Stage } from './stage.js';

/** Description of a source, a stage or a sink for `mmc show`. */
export interface StageDescription {
	readonly name: string;
	readonly types: string;
	readonly concurrency: number;
}

/** A complete pipeline. It does nothing until `run` is called, and can be run again. */
export interface Runnable<out R> {
	readonly stages: readonly StageDescription[];
	readonly run: (options?: RunOptions) => Promise<R>;
}

/**
 * A pipeline under construction: immutable, so a common beginning can be continued in several ways. Only a stage
 * that takes what flows here fits: a misfit is a compile error on that stage, naming the property it misses.
 */
export interface Flow<out T> {
	readonly plan: Plan;
	via<Out>(stage: Stage<T, Out>): Flow<Out>;
	/** Continues with `segment(flow)`: several stages that make one step of a pipeline, under one name. */
	through<Out>(segment: (flow: Flow<T>) => Flow<Out>): Flow<Out>;
	/**
	 * Passes each item through several stages before the next one may enter the first: for stages that change what
	 * the others read, as the optimiser's step does, so that results do not depend on how far the first one ran ahead.
	 */
	lockstep<Out>(segment: (flow: Flow<T>) => Flow<Out>): Flow<Out>;
	into<R>(sink: Sink<T, R>): Runnable<R>;
}

/**
 * Begins a pipeline.
 *
 * @example
 * const lengths = await from(() => ['a', 'bc'])
 *   .via(map('measure-text', (text: string) => text.length))
 *   .into(toArray())
 *   .run(); // [1, 2]
 */
export function from<T>(source: Source<T> | Source<T>['open']): Flow<T> {
	const named = typeof source === 'function' ? { name: 'source', types: 'unknown', open: source } : source;
	return extend<T>({ source: named, segments: [] });
}

function extend<T>(plan: Plan): Flow<T> {
	const flow: Flow<T> = {
		plan,
		via: (added) => extend({ ...plan, segments: [...plan.segments, [added]] }),
		through: (segment) => segment(flow),
		lockstep(segment) {
			const inner = segment(extend({ ...plan, segments: [] })).plan;
			return extend({ ...inner, segments: [...plan.segments, inner.segments.flat()] });
		},
		into: (sink) => ({
			stages: [plan.source, ...plan.segments.flat(), sink].map(describe),
			run: (options) => run(plan, sink, options),
		}),
	};
	return flow;
}

function describe(part: { name: string; types: string; concurrency?: number }): StageDescription {
	return { name: part.name, types: part.types, concurrency: part.concurrency ?? 1 };
}
