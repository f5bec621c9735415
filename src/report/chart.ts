/** Curves as inline SVG, with a legend. The page's script fills the legend with the values under the pointer. */
import { formatFigure } from './figures.js';
import { type Html, html } from './html.js';

export interface Curve {
	readonly name: string;
	/** One value for each point of `x`; values that are not finite leave a gap. */
	readonly y: readonly number[];
	/** Drawn thick instead of `y`, which is then drawn thin. */
	readonly smooth?: readonly number[];
}

export interface Chart {
	readonly title: string;
	/** Name of the horizontal axis' unit, such as `step`. */
	readonly unit: string;
	/** Ascending, finite. */
	readonly x: readonly number[];
	/** At most six curves, as many as colours can distinguish. */
	readonly curves: readonly Curve[];
	/** Marked value of `x`. */
	readonly mark?: number;
}

const [width, height] = [420, 210] as const;
const margin = { left: 46, right: 10, top: 8, bottom: 22 } as const;

/** Maps values to px. */
type Scale = (value: number) => number;

export function drawChart({ title, unit, x, curves, mark }: Chart): Html {
	const [left, right] = [x[0] ?? 0, x.at(-1) ?? 1];
	const [low, high] = rangeOf(curves.flatMap(({ y, smooth = [] }) => [...y, ...smooth]));
	const toX: Scale = (value) =>
		margin.left + ((value - left) / (right - left || 1)) * (width - margin.left - margin.right);
	const toY: Scale = (value) =>
		height - margin.bottom - ((value - low) / (high - low)) * (height - margin.bottom - margin.top);

	return html`<figure class="chart">
<figcaption><span>${title}</span><output data-unit="${unit}"></output></figcaption>
<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${title} by ${unit}" data-ends="[${margin.left},${width - margin.right}]" data-x="${pointsText(x)}" data-curves="${curvesText(curves)}">
${ticksBetween(low, high, 4).map((tick) => horizontalTick(tick, toY))}
${ticksBetween(left, right, 5).map((tick) => verticalTick(tick, toX))}
${mark !== undefined && html`<line class="mark" x1="${px(toX(mark))}" x2="${px(toX(mark))}" y1="${margin.top}" y2="${height - margin.bottom}"/>`}
${curves.map((curve, i) => drawCurve(curve, i, x, toX, toY))}
<line class="here" y1="${margin.top}" y2="${height - margin.bottom}" visibility="hidden"/>
</svg>
<ul class="legend">${curves.map((curve, i) => legendItem(curve, i, curves.length))}</ul>
</figure>`;
}

/** Range of finite values with a margin; never empty. */
function rangeOf(values: readonly number[]): readonly [number, number] {
	let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
	for (const value of values) {
		if (Number.isFinite(value)) [low, high] = [Math.min(low, value), Math.max(high, value)];
	}

	if (low > high) return [0, 1];
	const air = (high - low || Math.abs(high) || 1) * 0.05;
	// An axis that starts near 0 starts at 0.
	return [low >= 0 && low < air * 4 ? 0 : low - air, high + air];
}

function horizontalTick(tick: number, toY: Scale): Html {
	const y = px(toY(tick));
	return html`<line class="grid" x1="${margin.left}" x2="${width - margin.right}" y1="${y}" y2="${y}"/><text x="${margin.left - 6}" y="${y}" dy=".32em" text-anchor="end">${shortFigure(tick)}</text>`;
}

function verticalTick(tick: number, toX: Scale): Html {
	return html`<text x="${px(toX(tick))}" y="${height - 6}" text-anchor="middle">${shortFigure(tick)}</text>`;
}

function drawCurve({ y, smooth }: Curve, index: number, x: readonly number[], toX: Scale, toY: Scale): Html {
	const path = (values: readonly number[]) => pathOf(x, values, toX, toY);
	if (!smooth) return html`<path class="curve c${index}" d="${path(y)}"/>`;
	return html`<path class="curve raw c${index}" d="${path(y)}"/><path class="curve c${index}" d="${path(smooth)}"/>`;
}

/** Path from point to point; a single point between two gaps is a dot. */
function pathOf(x: readonly number[], y: readonly number[], toX: Scale, toY: Scale): string {
	let isDown = false;
	const parts = x.map((value, i) => {
		if (!Number.isFinite(y[i])) {
			isDown = false;
			return '';
		}

		const command = isDown ? 'L' : 'M';
		const isDot = !isDown && !Number.isFinite(y[i + 1]);
		isDown = true;
		return `${command}${px(toX(value))} ${px(toY(y[i]!))}${isDot ? 'h.01' : ''}`;
	});
	return parts.join('');
}

/** Entry of the legend, with the last value until the pointer or the script gives another. */
function legendItem({ name, y }: Curve, index: number, count: number): Html {
	const last = y.findLast(Number.isFinite);
	const value = html`<b>${last === undefined ? '–' : formatFigure(last)}</b>`;
	return html`<li class="c${index}">${count > 1 ? html`${name} ` : ''}${value}</li>`;
}

function px(value: number): string {
	return value.toFixed(1);
}

/** Formats a figure to fit into the margin: `0.25`, `1200`, `12k` or `3e-5`. */
function shortFigure(value: number): string {
	const size = Math.abs(value);
	if (value !== 0 && (size < 1e-3 || size >= 1e6)) return value.toExponential().replace('e+', 'e');
	return size >= 1e4 ? `${value / 1000}k` : String(value);
}

/** JSON of values with only the digits that can be seen. */
function pointsText(values: readonly number[]): string {
	return JSON.stringify(
		values.map((value) => (Number.isFinite(value) ? Number(value.toPrecision(5)) : null)),
	);
}

function curvesText(curves: readonly Curve[]): string {
	return `[${curves.map(({ y }) => pointsText(y)).join()}]`;
}

/** Round numbers between two others, 1, 2 or 5 times a power of ten apart: about `count`, at least one. */
export function ticksBetween(low: number, high: number, count: number): number[] {
	const wanted = (high - low) / count || Math.abs(low) || 1;
	const power = 10 ** Math.floor(Math.log10(wanted));
	const farOff = (factor: number) => Math.abs(Math.log((factor * power) / wanted));
	const step = power * [1, 2, 5, 10].toSorted((a, b) => farOff(a) - farOff(b))[0]!;
	const first = Math.ceil(low / step - 1e-9);
	const last = Math.floor(high / step + 1e-9);
	const ticks = Array.from({ length: last - first + 1 }, (_, i) =>
		Number(((first + i) * step).toPrecision(12)),
	);
	return ticks.length > 0 ? ticks : [low];
}

/** Running mean with exponential forgetting over about a thirtieth of the values; unbiased at the start, as Adam's. */
export function smooth(values: readonly number[]): number[] {
	const keep = 1 - 1 / Math.max(1, values.length / 30);
	let [sum, weight] = [0, 0];
	return values.map((value) => {
		if (!Number.isFinite(value)) return Number.NaN;
		sum = keep * sum + (1 - keep) * value;
		weight = keep * weight + (1 - keep);
		return sum / weight;
	});
}
