/** Results of a benchmark, as written to `bench/results` and shown in `bench/README.md`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { formatTable } from '../src/files/table.js';

export interface Spread {
	readonly min: number;
	readonly median: number;
}

export interface Result {
	readonly case: string;
	readonly unit: string;
	readonly ours: Spread;
	/** The best peer, or the bound that ours has to keep; null where neither was there. */
	readonly peer: ({ readonly name: string } & Spread) | null;
	/** Ratio of the medians: above 1 ours is better. */
	readonly ratio: number | null;
	/** The least ratio there should be; null where there is nothing to reach. */
	readonly target: number | null;
	/** 10⁹ operations of matrix products a second, at the median. */
	readonly gflops?: { readonly ours: number; readonly peer?: number };
	/** Share of the machine's own matrix product in float32 and in bfloat16, as measured in the same run. */
	readonly share?: { readonly f32: number; readonly bf16: number };
	/** Greatest resident memory. */
	readonly peakMB?: { readonly ours: number; readonly peer?: number };
}

/** The least and the middle one of some values. */
export function spread(values: readonly number[]): Spread {
	const sorted = [...values].sort((a, b) => a - b);
	const middle = (sorted.length - 1) / 2;
	return {
		min: sorted[0]!,
		median: (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2,
	};
}

const number = (x: number) => (x >= 100 ? x.toFixed(0) : Number(x.toPrecision(3)).toString());
const pair = ({ min, median }: Spread) => `${number(min)} / ${number(median)}`;
const beside = (both: { readonly ours: number; readonly peer?: number } | undefined) =>
	both ? [both.ours, both.peer].map((x) => (x === undefined ? '–' : number(x))).join(' / ') : '';

/** The results as Markdown. */
export function resultTable(results: readonly Result[]): string {
	const rows = results.map(({ case: title, unit, ours, peer, ratio, target, gflops, share, peakMB }) => [
		title,
		unit,
		pair(ours),
		peer ? `${pair(peer)} ${peer.name}` : 'not measured',
		ratio === null ? '' : `**${ratio.toFixed(2)}**${target !== null && ratio < target ? ' (below)' : ''}`,
		target === null ? '' : `≥ ${target}`,
		beside(gflops),
		share ? `${(100 * share.f32).toFixed(0)}% / ${(100 * share.bf16).toFixed(0)}%` : '',
		beside(peakMB),
	]);
	const titles = ['case', 'unit', 'ours, min / median', 'peer, min / median', 'ratio', 'target'];
	const more = ['GFLOP/s, ours / peer', 'share of the f32 / bf16 matmul', 'peak MB, ours / peer'];
	return formatTable(
		[...titles, ...more].map((title) => ({ title })),
		rows,
		{ format: 'markdown' },
	);
}

const [begin, end] = ['<!-- npm run bench: begin -->', '<!-- npm run bench: end -->'];

/**
 * Puts `text` between the markers of the document.
 *
 * @throws {Error} when it has none
 */
export function replaceBetweenMarkers(file: string, text: string): void {
	const document = readFileSync(file, 'utf8');
	const [from, to] = [document.indexOf(begin), document.indexOf(end)];
	if (from < 0 || to < from) throw new Error(`\`${file}\` lacks the lines \`${begin}\` and \`${end}\``);
	writeFileSync(file, `${document.slice(0, from + begin.length)}\n\n${text}\n${document.slice(to)}`);
}
