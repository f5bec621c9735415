import type { Random } from '../math/random.js';

/** The contract of all stages. Nothing here depends on Highland or TensorFlow. */
import type { Awaitable } from './awaitable.js';
import type { Resource } from './resource.js';

/** Context of a stage while it handles one item. */
export interface ItemContext {
	/**
	 * Source item that this one came from, counted from 0: `7`, or `7.2` for the third item that a stage made of the
	 * eighth. It does not change when other items are dropped or when a run is resumed.
	 */
	readonly index: string;
	/**
	 * Random numbers that depend only on the run's seed, the stage's name (and, among several stages of one name, its
	 * number) and `index`, so results are equal at any concurrency.
	 */
	readonly random: Random;
	/** Aborted when the run is to stop. Long work should give up when it is. */
	readonly signal: AbortSignal;
}

/** A stage at work in one run. */
export interface Operator<in In, out Out> {
	readonly process: (item: In, context: ItemContext) => Awaitable<Iterable<Out>>;
	/** Called once after the last item, before `close`; not called when the run fails or is aborted. */
	readonly flush?: () => Awaitable<Iterable<Out>>;
	/** Called exactly once a run, also after an error or an abort. */
	readonly close?: () => Awaitable<void>;
}

/** A step of a pipeline: an inert description that can be shared; `open` makes the operator that works. */
export interface Stage<in In, out Out> {
	/** Verb-noun, such as `augment-views`. Part of the seed of `random`. */
	readonly name: string;
	/** Types of input and output, such as `Photo → Views`; `mmc show` prints them. */
	readonly types: string;
	/** Number of items that `process` may hold at once, ≥ 1. Output keeps the input order. */
	readonly concurrency: number;
	/** `skip` puts a failing item into quarantine: counted, listed, and fatal over the run's drop-rate limit. */
	readonly onError: 'fail' | 'skip';
	/** `true` if `process` keeps items for later calls. Such a stage is refused items that own tensors. */
	readonly buffers: boolean;
	/** Resources whose `value` it reads: the run opens them, and what they need, before the stage. */
	readonly uses: readonly Resource<unknown>[];
	/** Called once a run. */
	readonly open: () => Awaitable<Operator<In, Out>>;
}

/**
 * Optional settings of a stage. Defaults: `concurrency` 1, `onError` `fail`, `buffers` false; see `Stage` for
 * each.
 */
export interface StageOptions {
	readonly types?: string;
	readonly concurrency?: number;
	readonly onError?: 'fail' | 'skip';
	readonly buffers?: boolean;
	readonly uses?: readonly Resource<unknown>[];
}

/**
 * Makes a stage from the function that opens its operator.
 *
 * @throws {RangeError} when `concurrency` is not a positive integer
 */
export function stage<In, Out>(
	name: string,
	open: () => Awaitable<Operator<In, Out>>,
	{
		types = 'unknown → unknown',
		concurrency = 1,
		onError = 'fail',
		buffers = false,
		uses = [],
	}: StageOptions = {},
): Stage<In, Out> {
	if (!Number.isInteger(concurrency) || concurrency < 1) {
		throw new RangeError(`Stage \`${name}\`: \`concurrency\` must be a positive integer, got ${concurrency}`);
	}

	return { name, types, concurrency, onError, buffers, uses, open };
}

/** Makes a stage that turns each item into one item. */
export function map<In, Out>(
	name: string,
	fn: (item: In, context: ItemContext) => Awaitable<Out>,
	options?: StageOptions,
): Stage<In, Out> {
	return stage(name, () => ({ process: async (item, context) => [await fn(item, context)] }), options);
}

/** Passes items on for as long as `more` is true when they come; the rest is dropped. */
export function takeWhile<T>(name: string, more: () => boolean): Stage<T, T> {
	return stage(name, () => ({ process: (item) => (more() ? [item] : []) }), { types: 'T → T' });
}
