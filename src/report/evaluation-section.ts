import type { RunSummary } from '../eval/statistics/read-summary.js';
import type { Metric } from '../eval/statistics/summary.js';
import type { NumberTable } from '../files/csv.js';
import { type Chart, drawChart } from './chart.js';
import { type Html, html } from './html.js';
import { withCode } from './with-code.js';

export interface EvaluationTables {
	/** Table of `curve.csv`. */
	readonly curve?: NumberTable | undefined;
	/** Table of `similarity.csv`. */
	readonly similarity?: NumberTable | undefined;
}

/** Metrics with their intervals, and the curves behind them. */
export function evaluationSection({ metrics }: RunSummary, { curve, similarity }: EvaluationTables): Html {
	const threshold = metrics.threshold?.value ?? undefined;
	const charts: Chart[] = [
		...(curve ? [chartOf('Means over objects at each threshold', 'threshold', curve, threshold)] : []),
		...(similarity ? cosineCharts(similarity) : []),
	];
	return html`<section id="results"><h2>Results</h2>
<div class="scroll"><table>
<thead><tr><th>Metric</th><th class="number">Value</th><th>95% interval</th><th class="number">Of</th><th>Definition</th></tr></thead>
<tbody>${Object.entries(metrics).map(([name, metric]) => row(name, metric))}</tbody></table></div>
${charts.length > 0 && html`<div class="charts wide">${charts.map(drawChart)}</div>`}
</section>`;
}

function row(name: string, { value, interval, count, definition }: Metric): Html {
	const bounds = interval ? interval.map((bound) => bound.toFixed(4)).join(' … ') : '–';
	return html`<tr><td><code>${name}</code></td><td class="number"><b>${value === null ? '–' : value.toFixed(4)}</b></td><td class="nowrap">${bounds}</td><td class="number">${count}</td><td>${withCode(definition)}</td></tr>`;
}

/** Charts of the distributions of cosines: of all pairs, and of pairs at equal distances if they were measured. */
function cosineCharts(table: NumberTable): Chart[] {
	const isMatched = (name: string) => name.endsWith('AtDistance');
	const all = chartOf(
		'Distribution of cosines',
		'cosine',
		withColumns(table, (name) => !isMatched(name)),
	);
	if (!table.columns.some(isMatched)) return [all];

	const matched = withColumns(table, (name) => name === 'cosine' || isMatched(name));
	return [all, chartOf('Distribution of cosines at equal distances', 'cosine', matched)];
}

function withColumns({ columns, rows }: NumberTable, isWanted: (name: string) => boolean): NumberTable {
	return {
		columns: columns.filter(isWanted),
		rows: rows.map((row) => row.filter((_, place) => isWanted(columns[place]!))),
	};
}

/** Chart of a table whose first column is the horizontal axis; columns without any value are left out. */
function chartOf(title: string, unit: string, { columns, rows }: NumberTable, mark?: number): Chart {
	const column = (place: number) => rows.map((row) => row[place]!);
	const curves = columns.map((name, place) => ({ name, y: column(place) })).slice(1);
	const known = curves.filter(({ y }) => y.some((value) => Number.isFinite(value)));
	return { title, unit, x: column(0), curves: known.slice(0, 6), ...(mark !== undefined && { mark }) };
}
