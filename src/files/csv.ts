/** Cells are quoted where they must be (RFC 4180). */
export function row(cells: readonly (string | number | undefined)[]): string {
	return cells
		.map((cell) => {
			if (cell === undefined || Number.isNaN(cell)) return '';

			const text = String(cell);
			return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
		})
		.join(',');
}
