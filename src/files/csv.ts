/** Comma-separated values as RFC 4180 has them. */

/**
 * Joins the cells of one row. A cell is quoted where it must be, and empty where its value is undefined or NaN.
 */
export function csvRow(cells: readonly (string | number | undefined)[]): string {
	return cells
		.map((cell) => {
			if (cell === undefined || Number.isNaN(cell)) return '';

			const text = String(cell);
			return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
		})
		.join(',');
}

/** A table of numbers under named columns. */
export interface NumberTable {
	readonly columns: readonly string[];
	/** One number a column; NaN where the cell is empty. */
	readonly rows: readonly (readonly number[])[];
}

/** Reads a table of numbers with a header, in which no cell is quoted. */
export function readNumberTable(text: string): NumberTable {
	const [header = '', ...lines] = text.trim().split(/\r?\n/);
	const number = (cell: string) => (cell === '' ? Number.NaN : Number(cell));
	return { columns: header.split(','), rows: lines.map((line) => line.split(',').map(number)) };
}
