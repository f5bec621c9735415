/** What a stage threw, with the stage's name and the item it happened on; `cause` is the original. */
export class StageError extends Error {
	override readonly name = 'StageError';

	constructor(
		readonly stage: string,
		/** The item's index (see `ItemContext`), or where in the run it happened. */
		readonly item: string,
		/** The file the item came from, if it has one. */
		readonly path: string | undefined,
		cause: unknown,
	) {
		const where = path === undefined ? item : `${item} (${path})`;
		super(`Stage \`${stage}\` failed on ${where}: ${messageOf(cause)}`, { cause });
	}
}

/** Too many items went into quarantine for the result to mean anything. */
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

/** The run was asked to stop before its source had ended, and its sink makes a result of all items only. */
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
