/** Joins the tables of a data set: keys stand for one row each, and every reference leads to a row. */
import { DatasetError } from './layout.js';

/**
 * Returns rows by their key.
 *
 * @param what names a row in errors, such as `image`
 * @throws {DatasetError} naming the first key that stands for two rows
 */
export function indexBy<Row, Key extends string | number>(
	rows: readonly Row[],
	keyOf: (row: Row) => Key,
	what: string,
	file: string,
): Map<Key, Row> {
	const index = new Map<Key, Row>();

	for (const row of rows) {
		const key = keyOf(row);
		if (index.has(key)) {
			throw new DatasetError(
				`\`${file}\` has two rows of the ${what} \`${key}\`: which of them others mean is unknown. Take one out, or ` +
					'number them anew',
			);
		}
		index.set(key, row);
	}

	return index;
}

/**
 * Returns the row that a reference leads to.
 *
 * @param from names the row that refers, such as ``Annotation `2` ``
 * @param what names what is referred to, in singular and plural
 * @throws {DatasetError} when there is no such row
 */
export function follow<Row>(
	index: ReadonlyMap<number, Row>,
	key: number,
	from: string,
	[one, many]: readonly [one: string, many: string],
	file: string,
): Row {
	const row = index.get(key);
	if (row !== undefined) return row;

	throw new DatasetError(
		`${from} of \`${file}\` is of the ${one} \`${key}\`, which the file's \`${many}\` lack: add it there, or take ` +
			'out what refers to it',
	);
}
