import { formatTable } from '../../files/table.js';
import type { StageReport } from '../../flow/meter.js';
import type { OperationTotal } from '../../profile/profile.js';
import { formatFigure, formatShare } from '../../report/figures.js';

/** Number of operations in the table; the others share one line. */
const mostOperations = 25;

/**
 * Formats the time of a run by operation and stage.
 *
 * @param seconds of the run
 */
export function formatProfile(
	operations: readonly OperationTotal[],
	stages: readonly StageReport[],
	seconds: number,
): string {
	const share = (time: number) => formatShare(time / seconds);
	const shown = operations.slice(0, mostOperations);
	const rest = operations.slice(mostOperations);
	const row = ({ name, calls, time }: OperationTotal) => [
		name,
		String(calls),
		formatSeconds(time),
		share(time),
		`${formatFigure(Number(((1000 * time) / calls).toPrecision(3)))} ms`,
	];
	const numbers = (titles: readonly string[]) => titles.map((title) => ({ title, align: 'right' as const }));
	return [
		formatTable(
			[{ title: 'operation' }, ...numbers(['calls', 'time', 'of the run', 'each'])],
			[
				...shown.map(row),
				...(rest.length > 0 ? [row(sumOf(rest, `${rest.length} others`))] : []),
				row(sumOf(operations, 'all operations')),
			],
		),
		formatTable(
			[{ title: 'stage' }, ...numbers(['items', 'busy', 'of the run'])],
			stages.map(({ name, received, emitted, busy }) => [
				name,
				String(Math.max(received, emitted)),
				formatSeconds(busy),
				share(busy),
			]),
		),
	].join('\n');
}

function sumOf(operations: readonly OperationTotal[], name: string): OperationTotal {
	return operations.reduce(
		(sum, { calls, time }) => ({ name, calls: sum.calls + calls, time: sum.time + time }),
		{
			name,
			calls: 0,
			time: 0,
		},
	);
}

function formatSeconds(seconds: number): string {
	return `${seconds.toFixed(3)} s`;
}
