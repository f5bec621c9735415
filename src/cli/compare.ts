import { type Metric, protocolDifferences, type RunSummary, readSummary } from '../run/compare.js';
import { formatTable, type TableFormat, tableFormats } from './table.js';

export interface CompareFlags {
	/** One of `tableFormats`. */
	readonly format: string;
	readonly force: boolean;
}

/**
 * `mmc compare RUN…`: prints the runs' metrics side by side and returns the exit code.
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
		throw new Error(`${differences}Their figures can't be compared; \`--force\` prints them all the same`);
	}

	process.stderr.write(differences);
	process.stdout.write(formatComparison(summaries, format));
	return 0;
}

/** A line for each metric that any of the runs has, a column for each run. */
export function formatComparison(summaries: readonly RunSummary[], format: TableFormat): string {
	const names = [...new Set(summaries.flatMap(({ metrics }) => Object.keys(metrics)))];
	const formatCell = format === 'csv' ? formatExactly : formatMetric;
	const rows = names.map((name) => [name, ...summaries.map(({ metrics }) => formatCell(metrics[name]))]);
	const columns = summaries.map(({ run }) => ({ title: run, align: 'right' as const }));
	return formatTable([{ title: 'metric' }, ...columns], rows, { format });
}

function describeDifferences(summaries: readonly RunSummary[]): string {
	const differences = protocolDifferences(summaries);
	if (differences.length === 0) return '';
	const columns = ['protocol', ...summaries.map(({ run }) => run)].map((title) => ({ title }));
	const rows = differences.map(({ path, values }) => [path, ...values]);
	return `These runs differ in how they measured:\n${formatTable(columns, rows)}`;
}

function formatMetric(metric: Metric | undefined): string {
	if (metric === undefined || metric.value === null) return '–';
	const interval = metric.interval?.map((bound) => bound.toFixed(4)).join(', ');
	return metric.value.toFixed(4) + (interval === undefined ? '' : ` [${interval}]`);
}

/** For programs: every digit, and nothing but the value. */
function formatExactly(metric: Metric | undefined): string {
	return metric?.value?.toString() ?? '';
}

function isTableFormat(format: string): format is TableFormat {
	return tableFormats.some((name) => name === format);
}
