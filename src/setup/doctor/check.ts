/** One line of the doctor's report. */
export interface Check {
	readonly name: string;
	/** `warn` is worth a look; with `fail` training cannot run. */
	readonly status: 'ok' | 'warn' | 'fail';
	readonly value: string;
	/** Remedy; present unless the status is `ok`. */
	readonly remedy?: string;
}

export const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;
