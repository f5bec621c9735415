/** An error of the operating system, such as `EACCES` or `EIO`, which says nothing of what a file holds. */
export type SystemError = NodeJS.ErrnoException & { readonly code: string };

/** Tells an error of the operating system from one that a reader makes of the bytes that it found. */
export function isSystemError(error: unknown): error is SystemError {
	const { code, errno } = error as NodeJS.ErrnoException;
	return error instanceof Error && typeof errno === 'number' && typeof code === 'string';
}
