import type { Resource } from './resource.js';

/** Source of items. Like a stage it is inert until a run opens it. */
export interface Source<out T> {
	readonly name: string;
	/** Type of the items, such as `ImageFile`. */
	readonly types: string;
	/** The number of the item that `open` begins with: not 0 where a run is resumed. Asked for before `open`. */
	readonly first?: () => number;
	/** Resources whose `value` it reads: the run opens them, and what they need, before it. Default none. */
	readonly uses?: readonly Resource<unknown>[];
	/**
	 * Called once a run. Items are asked for one at a time, and the iterator's `return` is called at the end of
	 * the run, whatever ended it, so a generator may hold files open in a `try … finally`.
	 */
	readonly open: (context: SourceContext) => Iterable<T> | AsyncIterable<T>;
}

/** Seed and abort signal of the run that opens a source. */
export interface SourceContext {
	readonly seed: number;
	readonly signal: AbortSignal;
}
