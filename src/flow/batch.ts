import { type Stage, stage } from './stage.js';

/** `T` if it owns no tensor at any depth: only such items can wait in a buffer. */
export type Plain<T> = {
	readonly [K in keyof T]: K extends typeof Symbol.dispose ? never : T[K] extends Leaf ? T[K] : Plain<T[K]>;
};

/** Values that own no tensor. */
export type Leaf =
	| ArrayBufferView
	| ((...values: never[]) => unknown)
	| string
	| number
	| boolean
	| bigint
	| null
	| undefined;

/**
 * Gathers `size` items into one array. What is left at the end is dropped unless `partial` is set: a smaller last
 * batch would change the number of negatives and the scale of the gradients.
 *
 * @throws {RangeError} when `size` is not a positive integer
 */
export function batch<T extends Plain<T>>(size: number, { partial = false } = {}): Stage<T, readonly T[]> {
	if (!Number.isInteger(size) || size < 1) {
		throw new RangeError(`\`batch\` takes a positive whole number of items, got ${size}`);
	}

	return stage(
		'batch',
		() => {
			let held: T[] = [];
			return {
				process(item) {
					held.push(item);
					return held.length < size ? [] : [held.splice(0)];
				},
				flush: () => (partial && held.length > 0 ? [held] : []),
				close: () => {
					held = [];
				},
			};
		},
		{ types: `T → T[${size}]`, buffers: true },
	);
}
