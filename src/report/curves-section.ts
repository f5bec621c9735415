import { type Curve, drawChart, smooth } from './chart.js';
import { type Html, html } from './html.js';
import type { Metrics } from './metrics.js';

/** Tags of the charts that come first; the rest follows in the order of the file. */
const first = [
	'loss',
	'lossReconstruction',
	'lossDistillation',
	'lossClassDistillation',
	'lossContrast',
	'gradientNorm',
	'learningRate',
	'imagesPerSecond',
];

/** Tags of counters, which have no chart. */
const left = ['train/epoch', 'train/photos'];

/** One chart for each figure. Figures that are 0 throughout, as those of switched-off terms, have none. */
export function curvesSection({ steps, figures, stepsPerPoint }: Metrics): Html {
	const tags = Object.keys(figures).filter(
		(tag) => !left.includes(tag) && figures[tag]!.some((y) => y !== 0),
	);
	const place = (tag: string) => {
		const at = first.indexOf(tag.replace('train/', ''));
		return tag.startsWith('train/') ? (at < 0 ? first.length : at) : first.length + 1;
	};
	const ordered = tags.toSorted((a, b) => place(a) - place(b));
	const note = stepsPerPoint > 1 ? `A point is the mean of ${stepsPerPoint} steps. ` : '';
	return html`<section id="curves"><h2>Curves</h2>
<p class="note">${note}Thick: a running mean. Point at a curve for its values.</p>
<div class="charts">${ordered.map((tag) => {
		const { x, y } = told(steps, figures[tag]!);
		const curve: Curve = { name: tag, y, ...(isNoisy(y) && { smooth: smooth(y) }) };
		return drawChart({ title: tag.replace('train/', ''), unit: 'step', x, curves: [curve] });
	})}</div></section>`;
}

/** Steps that have a value of the figure. A figure that is measured at intervals misses nothing between them. */
function told(steps: readonly number[], y: readonly number[]) {
	const places = [...y.keys()].filter((i) => Number.isFinite(y[i]));
	if (places.length > y.length / 2) return { x: steps, y };
	return { x: places.map((i) => steps[i]!), y: places.map((i) => y[i]!) };
}

/** Returns `true` for values that need smoothing; schedules do not. */
function isNoisy(y: readonly number[]): boolean {
	let turns = 0;
	for (let i = 2; i < y.length; i++) turns += Number((y[i]! - y[i - 1]!) * (y[i - 1]! - y[i - 2]!) < 0);
	return turns > y.length / 10;
}
