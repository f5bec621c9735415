import { type Stage, stage } from './stage.js';

/** Passes items on for as long as `more` is true when they come; the rest is dropped. */
export function takeWhile<T>(name: string, more: () => boolean): Stage<T, T> {
	return stage(name, () => ({ process: (item) => (more() ? [item] : []) }), { types: 'T → T' });
}
