/** Differences of nested values, by dotted paths. */
import { valuesByPath } from './settings.js';

/** An option that has another value than before, as JSON; `undefined` where it is not set. */
export interface OptionChange {
	readonly path: string;
	readonly before: string | undefined;
	readonly after: string | undefined;
}

/** Lists the options that differ, by their dotted paths. */
export function optionChanges(before: unknown, after: unknown): readonly OptionChange[] {
	return differences([before, after]).map(({ path, values }) => ({
		path,
		before: values[0],
		after: values[1],
	}));
}

/** Formats a change in one line, such as `batchSize: 64 → 128`. */
export function formatChange({ path, before = 'not set', after = 'not set' }: OptionChange): string {
	return `${path}: ${before} → ${after}`;
}

/** A point in which nested objects differ: its value in each of them, in their order, as JSON, or `absent`. */
export interface ValueDifference {
	readonly path: string;
	readonly values: readonly string[];
}

/** Lists the points in which nested objects differ. */
export function valueDifferences(objects: readonly object[]): readonly ValueDifference[] {
	return differences(objects).map(({ path, values }) => ({
		path,
		values: values.map((value) => value ?? 'absent'),
	}));
}

function differences(objects: readonly unknown[]) {
	const flat = objects.map(
		(object) => new Map(valuesByPath(object).map(([path, value]) => [path, JSON.stringify(value)])),
	);
	return [...new Set(flat.flatMap((values) => [...values.keys()]))]
		.map((path) => ({ path, values: flat.map((values) => values.get(path)) }))
		.filter(({ values }) => new Set(values).size > 1);
}
