/** Failure of set-up. The message says what failed and ends with the remedy. */
export class SetUpError extends Error {
	override readonly name = 'SetUpError';

	constructor(
		problem: string,
		readonly remedy?: string,
		options?: ErrorOptions,
	) {
		super(remedy ? `${problem}\n${remedy}` : problem, options);
	}
}
