/** Set-up could not be done. The message says what failed and ends with what to do about it. */
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
