/** Option values as users give them: `path=value` settings and JSON files, merged into one nested object. */
import { readFile } from 'node:fs/promises';

/** Nested option values, not yet checked against a schema. */
export type OptionValues = Readonly<Record<string, unknown>>;

/** Option values under construction. */
export type Tree = Record<string, unknown>;

/**
 * Reads settings such as `model.patch=8`, `sizes=[64,96]` or `weights=teacher.safetensors` into one nested object. A
 * value is read as JSON if it is JSON, else as text.
 *
 * @throws {Error} when a setting has no `=`, an empty path, a refused key, or meets a path that is set already
 */
export function parseSettings(settings: readonly string[]): OptionValues {
	const values: Tree = {};
	const given = new Map<string, string>();

	for (const setting of settings) {
		const { path, value } = splitSetting(setting);
		refuseConflict(given, path, setting);
		given.set(path, setting);
		assign(values, path.split('.'), value);
	}

	return values;
}

/**
 * Reads a JSON file of option values. From a run's own `options.json` it takes the options, so that a run can be
 * repeated.
 */
export async function readOptionsFile(file: string): Promise<OptionValues> {
	const text = await readFile(file, 'utf8').catch((cause) => {
		throw new Error(`Options file \`${file}\` can't be read: ${cause.message}`, { cause });
	});
	let values: unknown;
	try {
		// Some editors begin a file with a byte order mark.
		values = JSON.parse(text.replace(/^\uFEFF/, ''), reviveOption);
	} catch (cause) {
		throw new Error(`Options file \`${file}\` isn't valid JSON: ${(cause as Error).message}`, { cause });
	}

	if (!isGroup(values)) throw new Error(`Options file \`${file}\` must hold one JSON object, \`{…}\``);
	return 'hash' in values && isGroup(values.options) ? values.options : values;
}

/** Merges option values, the later over the earlier; groups are merged key by key, lists are replaced. */
export function mergeOptions(...sources: readonly OptionValues[]): OptionValues {
	const merged: Tree = {};
	for (const [key, value] of sources.flatMap((source) => Object.entries(source))) {
		const before = Object.hasOwn(merged, key) ? merged[key] : undefined;
		merged[key] = isGroup(before) && isGroup(value) ? mergeOptions(before, value) : value;
	}

	return merged;
}

/** Returns `true` if a value is a group of options, not a value itself. */
export function isGroup(value: unknown): value is OptionValues {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Lists every value of nested groups by its dotted path. Lists are values; what is undefined is left out. */
export function valuesByPath(value: unknown, path = ''): [path: string, value: unknown][] {
	if (!isGroup(value)) return value === undefined ? [] : [[path, value]];
	return Object.entries(value).flatMap(([key, inner]) =>
		valuesByPath(inner, path === '' ? key : `${path}.${key}`),
	);
}

function splitSetting(setting: string): { path: string; value: unknown } {
	const equals = setting.indexOf('=');
	const path = setting.slice(0, Math.max(equals, 0)).trim();
	const keys = path.split('.');
	if (equals === -1 || keys.includes('')) {
		throw new Error(`Setting \`${setting}\` must have the form \`path=value\`, such as \`model.patch=8\``);
	}

	for (const key of keys) reviveOption(key, undefined);
	return { path, value: readValue(path, setting.slice(equals + 1)) };
}

function readValue(path: string, text: string): unknown {
	let isJson = true;
	try {
		JSON.parse(text);
	} catch {
		isJson = false;
	}

	return isJson ? JSON.parse(text, (key, value) => reviveOption(key === '' ? path : key, value)) : text;
}

function refuseConflict(given: ReadonlyMap<string, string>, path: string, setting: string): void {
	for (const [other, otherSetting] of given) {
		if (other === path || other.startsWith(`${path}.`) || path.startsWith(`${other}.`)) {
			throw new Error(
				`Settings \`${otherSetting}\` and \`${setting}\` set the same option: keep one of them`,
			);
		}
	}
}

/** Sets the value at a path of groups, which are made where they are missing. */
export function assign(tree: Tree, keys: readonly string[], value: unknown): void {
	let group = tree;
	for (const key of keys.slice(0, -1)) {
		if (!Object.hasOwn(group, key)) group[key] = {}; // Not `toString`, which every object inherits.
		group = group[key] as Tree;
	}

	group[keys.at(-1)!] = value;
}

/**
 * A reviver for `JSON.parse`. Some keys would reach through to every object of the process; a number that is too great
 * for JavaScript would become infinite.
 */
function reviveOption(key: string, value: unknown): unknown {
	if (key === '__proto__' || key === 'constructor' || key === 'prototype') {
		throw new Error(`\`${key}\` can't be the name of an option`);
	}
	if (typeof value === 'number' && !Number.isFinite(value)) {
		throw new Error(`${key === '' ? '' : `\`${key}\`: `}a number is too great: give one below 1.8e308`);
	}

	return value;
}
