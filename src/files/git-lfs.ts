/** Beginning of the text that Git LFS leaves in the place of a file. */
const pointer = 'version https://git-lfs.github.com/spec/';

/** Remedy for a file of which Git LFS has left only a pointer. */
export const getFromGitLfs = 'is a Git LFS pointer, not the file itself. Get it by `git lfs pull`';

/** Returns `true` if a file is only the pointer that Git LFS leaves in its place. */
export function isGitLfsPointer(bytes: Buffer): boolean {
	return bytes.toString('latin1', 0, pointer.length) === pointer;
}
