import type { Awaitable } from './awaitable.js';
import type { Resource } from './resource.js';

/** End of a flow, which makes the result of a run. */
export interface Sink<in T, out R> {
	readonly name: string;
	readonly types: string;
	/**
	 * `true` if a part of the items could be mistaken for all of them: a run that is asked to stop early then has no
	 * result.
	 */
	readonly needsAll?: boolean;
	/** Resources whose `value` it reads: the run opens them, and what they need, before it. Default none. */
	readonly uses?: readonly Resource<unknown>[];
	/** Called once a run. */
	readonly open: () => Awaitable<Collector<T, R>>;
}

/** A sink at work in one run. */
export interface Collector<in T, out R> {
	/** The item's tensors are released once this settles. */
	readonly write: (item: T) => Awaitable<Progress | undefined> | Awaitable<void>;
	/**
	 * Called after the last item, also when the run was asked to stop early, unless it `needsAll`; not when it fails or is
	 * aborted.
	 */
	readonly result: (context: ResultContext) => Awaitable<R>;
	/** Called exactly once a run, also after an error or an abort. */
	readonly close?: () => Awaitable<void>;
}

/** Handed to a sink when it is asked for its result. */
export interface ResultContext {
	/** Aborted when the run is to stop at once: a result that takes long should give up then. */
	readonly signal: AbortSignal;
}

/** Progress of a run. */
export interface Progress {
	readonly done: number;
	readonly total?: number;
	/** Unit of what is counted, such as `step`. */
	readonly unit: string;
	/** Figures to watch, such as the losses. */
	readonly values?: Readonly<Record<string, number>>;
	/** State in words; reported each time that it changes. */
	readonly notice?: string;
}

/** Collects all items into an array. For tests and short flows: it holds everything in memory. */
export function toArray<T>(): Sink<T, T[]> {
	return {
		name: 'to-array',
		types: 'T → T[]',
		open() {
			const items: T[] = [];
			return { write: (item) => void items.push(item), result: () => items };
		},
	};
}
