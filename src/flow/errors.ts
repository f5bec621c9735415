/** Error of a stage, with its name and the item; `cause` is the original. */
export class StageError extends Error {
	override readonly name = 'StageError';

	constructor(
		readonly stage: string,
		/** Index of the item (see `ItemContext`), or the phase of the run. */
		readonly item: string,
		/** File of the item, if it has one. */
		readonly path: string | undefined,
		cause: unknown,
	) {
		const where = path === undefined ? item : `${item} (${path})`;
		super(`Stage \`${stage}\` failed on ${where}: ${messageOf(cause)}`, { cause });
	}
}

/** Error for too many items in quarantine: the result would mean nothing. */
export class DropRateError extends Error {
	override readonly name = 'DropRateError';

	constructor(
		readonly stage: string,
		skipped: number,
		received: number,
		limit: number,
		last: StageError | undefined,
	) {
		const share = ((100 * skipped) / received).toFixed(1);
		super(
			`Stage \`${stage}\` put ${skipped} of ${received} items (${share}%) into quarantine, over the limit of ` +
				`${100 * limit}%. Repair or remove what it could not take. ` +
				`The last one: ${last?.message ?? 'unknown'}`,
			{ cause: last },
		);
	}
}

/** Error for a run that was asked to stop before its source ended, while its sink needs all items. */
export class StoppedError extends Error {
	override readonly name = 'StoppedError';

	constructor(received: number) {
		super(
			`Stopped before its end, with ${received} items done: no result is made of a part of them. Give the command again`,
		);
	}
}

export function messageOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}
