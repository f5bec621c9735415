import { formatTable } from '../files/table.js';

/** One line of `mmc list`. */
export interface ListedPipeline {
	readonly name: string;
	readonly summary: string;
	/** Origin: `masked-momentum`, or the folder or file it was found in. */
	readonly from: string;
}

/** Formats `mmc list`: each pipeline's name and summary, grouped by where it comes from. */
export function formatList(pipelines: readonly ListedPipeline[], width?: number): string {
	const columns = [{ title: '' }, { title: '' }];
	const groups = [...new Set(pipelines.map(({ from }) => from))];
	return groups
		.map((group) => {
			const members = pipelines.filter(({ from }) => from === group);
			const rows = members.map(({ name, summary }) => [`  ${name}`, summary]);
			return `${group}\n${formatTable(columns, rows, width === undefined ? {} : { width })}`;
		})
		.join('\n');
}
