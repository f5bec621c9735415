import path from 'node:path';
import { type Gains, readGains } from '../eval/compare/gains.js';
import { protocolDifferences, type RunSummary, readSummary } from '../eval/statistics/read-summary.js';
import type { Metric } from '../eval/statistics/summary.js';
import { printable } from '../files/printable.js';
import { type Column, formatTable, type TableFormat, tableFormats } from '../files/table.js';

export interface CompareFlags {
	/** Format, one of `tableFormats`. */
	readonly format: string;
	readonly force: boolean;
}

/** Runs to print side by side. */
export interface Comparison {
	readonly summaries: readonly RunSummary[];
	/** Gains of each run; `undefined` for the first, and for a run that cannot be paired with it. */
	readonly gains: readonly (Gains | undefined)[];
}

/**
 * Runs `mmc compare RUN…`: prints the runs' metrics side by side, with each one's gain over the first, and returns
 * the exit code.
 *
 * @throws {Error} when the runs measured differently and `force` is false, saying in what
 */
export async function compareCommand(
	runs: readonly string[],
	{ format, force }: CompareFlags,
): Promise<number> {
	if (!isTableFormat(format)) {
		throw new Error(
			`Unknown format \`${format}\`: it is one of ${tableFormats.map((name) => `\`${name}\``).join(', ')}`,
		);
	}

	const summaries = await Promise.all(runs.map(readSummary));
	const differences = describeDifferences(summaries);
	if (differences !== '' && !force) {
		throw new Error(`${differences}Their figures can't be compared; \`--force\` prints them anyway`);
	}

	process.stderr.write(printable(differences));
	const gains = await readGains(summaries).catch((error: Error) => {
		process.stderr.write(`No differences are told. ${printable(error.message)}\n`);
		return [];
	});
	process.stdout.write(printable(formatComparison({ summaries, gains }, format)));
	return 0;
}

/**
 * Formats one line for each metric that any of the runs has, and one column for each run; then the differences in the
 * same way, in CSV as further columns.
 */
export function formatComparison({ summaries, gains }: Comparison, format: TableFormat): string {
	const names = [...new Set(summaries.flatMap(({ metrics }) => Object.keys(metrics)))];
	const runs = runNames(summaries);
	if (format === 'csv') return formatCsv({ summaries, gains }, names, runs);

	const cells = names.map((name) => [
		name,
		...summaries.map(({ metrics }) => formatMetric(own(metrics, name))),
	]);
	const table = formatTable([{ title: 'metric' }, ...runs.map(numbers)], cells, { format });
	const paired = gains.flatMap((gain, i) => (gain ? [{ gain, run: runs[i]! }] : []));
	const compared = names.filter((name) => paired.some(({ gain }) => own(gain, name)));
	if (compared.length === 0) return table;

	const columns = [{ title: `difference from ${runs[0]}` }, ...paired.map(({ run }) => numbers(run))];
	const rows = compared.map((name) => [name, ...paired.map(({ gain }) => formatGain(own(gain, name)))]);
	return `${table}\n${formatTable(columns, rows, { format })}\n${legend}\n`;
}

/** Returns the metric of a run's own file: a name such as `toString` leads to what every object inherits. */
function own(metrics: Readonly<Record<string, Metric>>, name: string): Metric | undefined {
	return Object.hasOwn(metrics, name) ? metrics[name] : undefined;
}

const legend =
	'Differences are paired by photo. [ ] are 95% bootstrap intervals over photos; * marks those that exclude 0.';

/** Formats every digit, and nothing but numbers, for programs. */
function formatCsv({ summaries, gains }: Comparison, names: readonly string[], runs: readonly string[]) {
	const paired = gains.flatMap((gain, i) => (gain ? [{ gain, title: `${runs[i]} - ${runs[0]}` }] : []));
	const columns = [
		'metric',
		...runs,
		...paired.flatMap(({ title }) => [title, `${title} low`, `${title} high`]),
	];
	const rows = names.map((name) => [
		name,
		...summaries.map(({ metrics }) => exactly(own(metrics, name)?.value)),
		...paired.flatMap(({ gain }) =>
			[own(gain, name)?.value, ...(own(gain, name)?.interval ?? [null, null])].map(exactly),
		),
	]);
	return formatTable(
		columns.map((title) => ({ title })),
		rows,
		{ format: 'csv' },
	);
}

function describeDifferences(summaries: readonly RunSummary[]): string {
	const differences = protocolDifferences(summaries);
	if (differences.length === 0) return '';
	const columns = ['protocol', ...runNames(summaries)].map((title) => ({ title }));
	const rows = differences.map(({ path: point, values }) => [point, ...values]);
	return `These runs differ in how they measured:\n${formatTable(columns, rows)}`;
}

/** Folders of the runs without their common leading folders. */
function runNames(summaries: readonly RunSummary[]): string[] {
	const paths = summaries.map(({ run }) => path.resolve(run).split(path.sep));
	const [first] = paths;
	let shared = 0;
	while (paths.every((parts) => parts.length > shared + 1 && parts[shared] === first![shared])) shared++;
	return paths.map((parts) => parts.slice(shared).join(path.sep));
}

function numbers(title: string): Column {
	return { title, align: 'right' };
}

function formatMetric(metric: Metric | undefined): string {
	if (metric === undefined || metric.value === null) return '–';
	const interval = metric.interval?.map((bound) => bound.toFixed(4)).join(', ');
	return metric.value.toFixed(4) + (interval === undefined ? '' : ` [${interval}]`);
}

function formatGain(metric: Metric | undefined): string {
	if (metric === undefined || metric.value === null) return '–';
	// Compared as printed: equal figures that were summed in another order differ in their last bits.
	const [value, low, high] = [metric.value, ...(metric.interval ?? [0, 0])].map((x) => Number(x.toFixed(4)));
	const signed = (x: number) => `${x < 0 ? '−' : '+'}${Math.abs(x).toFixed(4)}`;
	// An interval without a width is that of a single photo.
	const mark = low! < high! && (low! > 0 || high! < 0) ? '*' : ' ';
	return `${signed(value!)} [${signed(low!)}, ${signed(high!)}] ${mark}`;
}

function exactly(value: number | null | undefined): string {
	return value?.toString() ?? '';
}

function isTableFormat(format: string): format is TableFormat {
	return tableFormats.some((name) => name === format);
}
