/** Whether a path in an archive, or what a link in it leads to, is outside of the archive. */

/** Says whether the name of a file leads out of the archive or folder that it is read from: any `..` counts. */
export function leavesArchive(name: string): boolean {
	return name.startsWith('/') || name.split('/').includes('..');
}

/** Of a link's target: a symbolic link is read from its own folder, a hard link from the top. */
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
