import { Writable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';

/** A stream that keeps what is written; with `columns` it passes for a terminal of 24 rows. */
export function fakeStream(columns?: number) {
	const chunks: string[] = [];
	const stream = new Writable({
		write(chunk, _encoding, done) {
			chunks.push(String(chunk));
			done();
		},
	});
	const terminal = columns === undefined ? {} : { isTTY: true, columns, rows: 24 };
	return Object.assign(stream, terminal, {
		chunks,
		text: () => chunks.join(''),
		/** What stands on the screen in the end. */
		screen: () => render(chunks.join('')),
	});
}

/** A control sequence, with its parameter and command, or one character. */
const tokens = new RegExp(`${String.fromCharCode(27)}\\[([?\\d;]*)([A-Za-z])|.`, 'gsu');

/** Executes the few control sequences that redrawing needs. */
function render(output: string): string[] {
	const rows = [''];
	let [row, column] = [0, 0];
	for (const [token, parameter, command] of output.matchAll(tokens)) {
		const count = Number(parameter) || 1;
		if (command === 'A') row = Math.max(0, row - count);
		else if (command === 'B') row += count;
		else if (command === 'G') column = 0;
		else if (command === 'K') rows[row] = parameter === '2' ? '' : (rows[row] ?? '').slice(0, column);
		else if (token === '\n') [row, column] = [row + 1, 0];
		else if (command === undefined) {
			rows[row] =
				(rows[row] ?? '').slice(0, column).padEnd(column) + token + (rows[row] ?? '').slice(column + 1);
			column += 1;
		}

		rows[row] ??= '';
	}

	return rows.map((line) => stripVTControlCharacters(line).trimEnd());
}
