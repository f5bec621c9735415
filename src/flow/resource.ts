import type { Awaitable } from './stage.js';

/** The seed of the run that opens a resource. */
export interface ResourceContext {
	readonly seed: number;
}

/** Something several stages of a run work on, such as the networks: opened before them and closed after them. */
export interface Resource<out T> {
	readonly name: string;
	/** @throws {Error} outside a run */
	readonly value: T;
	readonly open: (context: ResourceContext) => Promise<void>;
	readonly close: () => Promise<void>;
}

/** Declares a resource. Nothing is made before a run begins; every run makes its own. */
export function resource<T>(
	name: string,
	make: (context: ResourceContext) => Awaitable<T>,
	dispose: (value: T) => Awaitable<void> = () => {},
): Resource<T> {
	let inUse = false;
	let held: { readonly value: T } | undefined;
	return {
		name,
		get value() {
			if (held === undefined) {
				throw new Error(
					`\`${name}\` is not there before the run: read \`.value\` in a stage's \`process\`, and pass the ` +
						'resource to `using`.',
				);
			}

			return held.value;
		},
		async open(context) {
			if (inUse) {
				throw new Error(
					`\`${name}\` is in use by another run. Build the pipeline again to run it twice at once.`,
				);
			}

			inUse = true;
			try {
				held = { value: await make(context) };
			} catch (error) {
				inUse = false;
				throw error;
			}
		},
		async close() {
			const last = held;
			held = undefined;
			inUse = false;
			if (last !== undefined) {
				await dispose(last.value);
			}
		},
	};
}
