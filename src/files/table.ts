/** Rows of text as an aligned table, as Markdown or as CSV. */
import { csvRow } from './csv.js';

export const tableFormats = ['text', 'markdown', 'csv'] as const;
export type TableFormat = (typeof tableFormats)[number];

export interface Column {
	readonly title: string;
	/** Alignment; right for numbers. */
	readonly align?: 'left' | 'right';
}

export interface TableOptions {
	readonly format?: TableFormat;
	/** Characters in a line of `text`: the last column is wrapped to fit, or goes below if too little is left. */
	readonly width?: number;
}

type Rows = readonly (readonly string[])[];

/** Narrowest width in characters of a readable wrapped column. */
const narrowest = 30;

/** Formats a table. The lines end with a newline each. */
export function formatTable(
	columns: readonly Column[],
	rows: Rows,
	{ format = 'text', width = Number.POSITIVE_INFINITY }: TableOptions = {},
): string {
	const titles = columns.map((column) => column.title);
	if (format === 'csv') return lines([titles, ...rows].map(csvRow));
	if (format === 'markdown') return lines(markdown(columns, rows));
	const isEmpty = titles.every((title) => title === '');
	return lines(text(columns, isEmpty ? rows : [titles, ...rows], width));
}

function lines(texts: readonly string[]): string {
	return texts.map((line) => `${line.trimEnd()}\n`).join('');
}

function markdown(columns: readonly Column[], rows: Rows): string[] {
	const titles = columns.map((column) => column.title);
	const rule = columns.map((column) => (column.align === 'right' ? '---:' : '---'));
	const escaped = rows.map((row) => row.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', '<br>')));
	return [titles, rule, ...escaped].map((row) => `| ${row.join(' | ')} |`);
}

function text(columns: readonly Column[], rows: Rows, width: number): string[] {
	const widths = columns.map((_, index) =>
		rows.reduce((widest, row) => Math.max(widest, widthOf(row[index] ?? '')), 0),
	);
	const left = widths.slice(0, -1).reduce((sum, columnWidth) => sum + columnWidth + 2, 0);
	const isBelow = left + widths.at(-1)! > width && width - left < narrowest;
	const indent = isBelow ? 4 : left;
	return rows.flatMap((row) => {
		const cells = row.map((cell, index) => pad(cell, widths[index]!, columns[index]?.align));
		const head = cells.slice(0, -1).map((cell) => `${cell}  `);
		if (columns.at(-1)?.align === 'right') return [head.join('') + cells.at(-1)];
		const [first = '', ...rest] = wrap(row.at(-1) ?? '', width - indent);
		const below = (isBelow ? [first, ...rest] : rest).filter((line) => line !== '');
		return [head.join('') + (isBelow ? '' : first), ...below.map((line) => ' '.repeat(indent) + line)];
	});
}

function pad(cell: string, width: number, align: Column['align']): string {
	const space = ' '.repeat(Math.max(0, width - widthOf(cell)));
	return align === 'right' ? space + cell : cell + space;
}

function widthOf(cell: string): number {
	return [...cell].length;
}

/** Breaks a text at spaces into lines of at most `width` characters; a longer word keeps a line of its own. */
export function wrap(cell: string, width: number): string[] {
	const broken: string[] = [];
	for (const word of cell.split(/\s+/)) {
		const last = broken.at(-1);
		if (last !== undefined && widthOf(last) + 1 + widthOf(word) <= width)
			broken[broken.length - 1] = `${last} ${word}`;
		else broken.push(word);
	}

	return broken;
}
