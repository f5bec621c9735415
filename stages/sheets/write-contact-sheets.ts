import { type ContactSheetRow, contactSheet } from '../../src/draw/contact-sheet.js';
import { encodePng } from '../../src/draw/png.js';
import type { Sink } from '../../src/flow/sink.js';
import type { RunFolder } from '../../src/run/folder.js';

/** The written pages of a contact sheet, and how many rows they have in all. */
export interface WrittenSheets {
	readonly folder: string;
	/** Names of its files. */
	readonly files: readonly string[];
	readonly rows: number;
}

/**
 * Writes contact sheets, an item a page: `views.png`, `views-2.png` and so on for the name `views`.
 *
 * @param columns headings
 */
export function writeContactSheets(
	folder: RunFolder,
	name: string,
	columns: readonly string[],
): Sink<readonly ContactSheetRow[], WrittenSheets> {
	return {
		name: 'write-contact-sheets',
		types: 'ContactSheetRow[] → WrittenSheets',
		open() {
			const files: string[] = [];
			let written = 0;
			return {
				async write(rows) {
					const file = files.length === 0 ? `${name}.png` : `${name}-${files.length + 1}.png`;
					await folder.write(file, await encodePng(contactSheet({ columns, rows })));
					files.push(file);
					written += rows.length;
					return { done: files.length, unit: 'page' };
				},
				result: () => ({ folder: folder.folder, files, rows: written }),
			};
		},
	};
}
