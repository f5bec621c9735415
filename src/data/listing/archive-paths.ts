/** Checks whether a path in an archive, or the target of a link in it, is outside of the archive. */

/** Returns `true` if the name of a file leads out of its archive or folder: any `..` counts. */
export function leavesArchive(name: string): boolean {
	return name.startsWith('/') || name.split('/').includes('..');
}

/**
 * Returns `true` if a link's target is outside of the archive. A symbolic link is relative to its own folder, a hard
 * link to the top.
 */
export function leadsOut(name: string, target: string, type: 'Link' | 'SymbolicLink'): boolean {
	if (target.startsWith('/')) return true;
	let depth = type === 'Link' ? 0 : name.split('/').length - 1;
	for (const part of target.split('/')) {
		if (part === '..') depth--;
		else if (part !== '.' && part !== '') depth++;
		if (depth < 0) return true;
	}

	return false;
}
