import { isGroup } from './settings.js';

/** An option that has another value than before, as JSON; `undefined` where it is not set. */
export interface OptionChange {
	readonly path: string;
	readonly before: string | undefined;
	readonly after: string | undefined;
}

/** Lists the options that differ, by their dotted paths. */
export function optionChanges(before: unknown, after: unknown): readonly OptionChange[] {
	const [old, now] = [new Map(flatten(before)), new Map(flatten(after))];
	return [...new Set([...old.keys(), ...now.keys()])]
		.map((path) => ({ path, before: old.get(path), after: now.get(path) }))
		.filter((change) => change.before !== change.after);
}

/** Such as `batchSize: 64 → 128`. */
export function formatChange({ path, before = 'not set', after = 'not set' }: OptionChange): string {
	return `${path}: ${before} → ${after}`;
}

function flatten(value: unknown, path = ''): [string, string][] {
	if (!isGroup(value)) return value === undefined ? [] : [[path, JSON.stringify(value)]];
	return Object.entries(value).flatMap(([key, inner]) =>
		flatten(inner, path === '' ? key : `${path}.${key}`),
	);
}
