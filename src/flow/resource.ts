import type { Awaitable } from './awaitable.js';

/** Stages to insert into a flow for one run, by the name of the stage that they come behind. */
export interface AddedStages {
	readonly [behind: string]: readonly unknown[];
}

/** Context in which a run opens a resource. */
export interface ResourceContext {
	/** The run's seed. */
	readonly seed: number;
	/** Aborted when the run must stop at once: long opening should give up then. */
	readonly signal: AbortSignal;
	/** Called with a line that the user should read, and that does not stop the run. */
	readonly tell: (line: string) => void;
	/** Stages that the run inserts: a run within it that shows the same should insert them too. */
	readonly added?: AddedStages | undefined;
}

/**
 * Something several stages of a run work on, such as the networks: opened before them, once, and closed after them. A
 * stage, source, sink or resource that reads `value` names the resource in its `uses` or `needs`.
 */
export interface Resource<out T> {
	/** Name for error messages. */
	readonly name: string;
	/** Resources that are opened before this one and closed after it. */
	readonly needs: readonly Resource<unknown>[];
	/** @throws {Error} outside a run */
	readonly value: T;
	readonly open: (context: ResourceContext) => Promise<void>;
	readonly close: () => Promise<void>;
}

/** Opens the value of a resource. */
export type OpenResource<T> = (context: ResourceContext) => Awaitable<T>;

/** Releases the value of a resource. */
export type CloseResource<T> = (value: T) => Awaitable<void>;

/** Settings of a resource. */
export interface ResourceOptions {
	/** Resources whose `value` is read while this one is opened, used or closed. Default none. */
	readonly needs?: readonly Resource<unknown>[];
}

/**
 * Declares a resource. Nothing is made before a run begins; every run makes its own.
 *
 * @example
 * const listing = resource('listing', ({ signal }) => findImages('photos', { signal }));
 * const training = resource(
 *   'training',
 *   { needs: [listing] },
 *   ({ seed }) => new Training(network, trainingLength(options, listing.value.length), seed),
 *   (training) => training[Symbol.dispose](),
 * );
 */
export function resource<T>(name: string, open: OpenResource<T>, close?: CloseResource<T>): Resource<T>;
export function resource<T>(
	name: string,
	options: ResourceOptions,
	open: OpenResource<T>,
	close?: CloseResource<T>,
): Resource<T>;
export function resource<T>(
	name: string,
	first: OpenResource<T> | ResourceOptions,
	second?: OpenResource<T> | CloseResource<T>,
	third?: CloseResource<T>,
): Resource<T> {
	const [{ needs = [] }, make, dispose] =
		typeof first === 'function'
			? [{}, first, second as CloseResource<T> | undefined]
			: [first, second as OpenResource<T>, third];
	let inUse = false;
	let opened: { readonly value: T } | undefined;
	return {
		name,
		needs,
		get value() {
			if (opened === undefined) {
				throw new Error(
					`\`${name}\` is not open: name it in \`uses\` of the stage, source or sink that reads its \`value\`, ` +
						'or in `needs` of the resource that does, and read `value` only once the run has begun.',
				);
			}

			return opened.value;
		},
		async open(context) {
			if (inUse) {
				throw new Error(
					`\`${name}\` is in use by another run. Build the pipeline again to run it twice at once; a run ` +
						'within the run takes it by `borrowed`.',
				);
			}

			inUse = true;
			try {
				opened = { value: await make(context) };
			} catch (error) {
				inUse = false;
				throw error;
			}
		},
		async close() {
			const last = opened;
			opened = undefined;
			inUse = false;
			if (last !== undefined) await dispose?.(last.value);
		},
	};
}

/** A resource of the run around, for a run within it, which finds it open and leaves it so. */
export function borrowed<T>(outer: Resource<T>): Resource<T> {
	return resource(outer.name, () => outer.value);
}

/** Returns these resources and all that they need, each once, after those it needs. */
export function inOpeningOrder(wanted: readonly Resource<unknown>[]): readonly Resource<unknown>[] {
	const ordered = new Set<Resource<unknown>>();
	const add = (added: Resource<unknown>) => {
		for (const needed of added.needs) if (!ordered.has(needed)) add(needed);
		ordered.add(added);
	};
	for (const resource of wanted) add(resource);
	return [...ordered];
}
