import type { Awaitable } from './awaitable.js';
import type { Resource } from './resource.js';

/** Where items end, and what a run returns. */
export interface Sink<in T, out R> {
	readonly name: string;
	readonly types: string;
	/** Whether a part of the items would pass for all of them: a run that is asked to stop before has no result then. */
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

/** How far a run is, for whoever watches. */
export interface Progress {
	readonly done: number;
	readonly total?: number;
	/** Of one thing done, such as `step`. */
	readonly unit: string;
	/** The figures worth watching, such as the losses. */
	readonly values?: Readonly<Record<string, number>>;
	/** How it goes, in words; told once each time that it changes. */
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
