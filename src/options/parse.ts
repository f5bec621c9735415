/** A run's options: checked against the pipeline's schema once, at the edge, and told apart by their hash. */
import { createHash } from 'node:crypto';
import leven from 'leven';
import type { z } from 'zod';
import { describeOptions, type OptionRow } from './describe.js';
import { isGroup, type OptionValues } from './settings.js';

/** Error with one line for each wrong option. */
export class OptionsError extends Error {
	override readonly name = 'OptionsError';
}

type Issue = z.core.$ZodIssue;

/**
 * Checks option values against a schema and fills in its defaults.
 *
 * @param pipeline - the name that the errors' `mmc show …` takes
 * @throws {OptionsError} with one line for each option that is unknown, missing or out of bounds
 */
export function parseOptions<Schema extends z.ZodType>(
	schema: Schema,
	values: OptionValues,
	pipeline?: string,
): z.output<Schema> {
	const result = schema.safeParse(values, { reportInput: true });
	if (result.success) return result.data;

	const rows = describeOptions(schema);
	const lines = result.error.issues.flatMap((issue) => describeIssue(issue, rows));
	const hint = pipeline === undefined ? [] : [`\`mmc show ${pipeline}\` lists all options.`];
	throw new OptionsError([...new Set(lines), ...hint].join('\n'), { cause: result.error });
}

/** The first 12 hexadecimal digits of the SHA-256 of the options as JSON with sorted keys. */
export function optionsHash(options: unknown): string {
	return createHash('sha256').update(JSON.stringify(options, sortKeys)).digest('hex').slice(0, 12);
}

function sortKeys(_key: string, value: unknown): unknown {
	if (!isGroup(value)) return value;
	return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function describeIssue(issue: Issue, rows: readonly OptionRow[]): string[] {
	const path = issue.path.join('.');
	if (issue.code === 'unrecognized_keys') {
		return issue.keys.map((key) => unknownOption(path === '' ? key : `${path}.${key}`, rows));
	}

	const row = findRow(path, rows);
	if (row === undefined && issue.code === 'invalid_union' && issue.errors.length > 0) {
		return closestForm(issue).flatMap((inner) =>
			describeIssue({ ...inner, path: [...issue.path, ...inner.path] }, rows),
		);
	}

	const name = path === '' ? 'Options' : `Option \`${path}\``;
	const input = givenValue(issue);
	if (issue.code === 'custom') return [`${name}: ${issue.message}${path === '' ? '' : got(input)}`];
	if (input === undefined) return missingOption(path, rows);
	return [`${name}: expected ${expected(row, issue)}${got(input)}${quotingHint(row, issue)}`];
}

/** Returns the given value. For a group of unknown form, zod reports the group, not the key that names its form. */
function givenValue({ input, ...issue }: Issue): unknown {
	const key = issue.code === 'invalid_union' && issue.discriminator;
	return key && isGroup(input) ? input[key] : input;
}

/** Returns the issues of the form of a group that the given values come closest to. */
function closestForm(issue: Extract<Issue, { code: 'invalid_union' }>): readonly Issue[] {
	return issue.errors.reduce((best, errors) => (errors.length < best.length ? errors : best));
}

function unknownOption(path: string, rows: readonly OptionRow[]): string {
	const condition = rows.find((row) => row.path === path)?.condition;
	if (condition) return `Option \`${path}\` applies only with \`${condition}\``;
	const nearest = nearestOption(path, rows);
	return `Unknown option \`${path}\`${nearest === undefined ? '' : `: did you mean \`${nearest}\`?`}`;
}

/** Returns the known path with the fewest edits; a right name in a wrong group counts as near. */
function nearestOption(path: string, rows: readonly OptionRow[]): string | undefined {
	const paths = new Set(rows.flatMap((row) => [row.path, ...groupsOf(row.path)]));
	const ranked = [...paths]
		.map((known) => ({
			known,
			edits: Math.min(leven(path, known), leven(lastKey(path), lastKey(known)) + 1),
		}))
		.sort((a, b) => a.edits - b.edits);
	const best = ranked[0];
	return best !== undefined && best.edits <= Math.max(2, path.length / 3) ? best.known : undefined;
}

function groupsOf(path: string): string[] {
	const keys = path.split('.');
	return keys.slice(1).map((_, index) => keys.slice(0, index + 1).join('.'));
}

function lastKey(path: string): string {
	return path.split('.').at(-1)!;
}

function missingOption(path: string, rows: readonly OptionRow[]): string[] {
	const missing = rows.filter(
		(row) => row.path === path || (row.required && row.path.startsWith(`${path}.`)),
	);
	if (missing.length === 0) return [`Option \`${path}\` is required`];
	return missing.map(({ path: name, type, meaning }) => {
		const remedy = `give it by \`--set ${name}=…\``;
		return `Option \`${name}\` is required (${[type, meaning].filter(Boolean).join(': ')}): ${remedy}`;
	});
}

/** The row of an option, or of the list or map that a path such as `sizes.0` points into. */
function findRow(path: string, rows: readonly OptionRow[]): OptionRow | undefined {
	return rows.find((row) => row.path === path) ?? rows.find((row) => path.startsWith(`${row.path}.`));
}

function expected(row: OptionRow | undefined, issue: Issue): string {
	if (row === undefined) return issue.code === 'invalid_type' ? 'a group of options' : issue.message;
	return [row.type, row.range].filter(Boolean).join(', ');
}

function got(input: unknown): string {
	if (input === undefined) return '';
	return `, got \`${typeof input === 'string' ? input : JSON.stringify(input)}\``;
}

/** A text of digits was read as a number, and a number such as `.5`, which isn't JSON, as text. */
function quotingHint(row: OptionRow | undefined, issue: Issue): string {
	if (row === undefined || issue.code !== 'invalid_type') return '';
	if (issue.expected === 'string')
		return `: quote it, as in \`--set '${row.path}=${JSON.stringify(String(issue.input))}'\``;
	const isNumber =
		typeof issue.input === 'string' && issue.input.trim() !== '' && Number.isFinite(Number(issue.input));
	return isNumber ? `: write it as \`${Number(issue.input)}\`, without quotes` : '';
}

/** Origin of figures, beside data and weights. */
export interface Origin {
	/** Hash of the options, see `optionsHash`. */
	readonly optionsHash: string;
	readonly seed: number;
	readonly versions: Readonly<Record<string, string>>;
}
