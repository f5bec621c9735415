import { stat } from 'node:fs/promises';
import path from 'node:path';
import { sha256Of } from '../../files/sha256.js';
import { type Installed, setUpFolder } from '../../nn/backend/installed.js';
import { type Check, gigabytes } from './check.js';

/** Reads each file that set-up has left, and names those that are no longer as set-up wrote them. */
export async function checkFiles({ folder, sha256 }: Installed): Promise<Check> {
	const damaged: string[] = [];
	let bytes = 0;
	for (const [file, expected] of Object.entries(sha256)) {
		try {
			const actual = await sha256Of(path.join(folder, file));
			if (actual !== expected) damaged.push(file);
			bytes += (await stat(path.join(folder, file))).size;
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== 'ENOENT') return unreadable(folder, error as Error);
			damaged.push(`${file} (missing)`);
		}
	}
	const count = Object.keys(sha256).length;
	if (damaged.length === 0) {
		return { name: 'files', status: 'ok', value: `${count} as set up, ${gigabytes(bytes)}` };
	}
	return {
		name: 'files',
		status: 'fail',
		value: `${damaged.length} of ${count} are not as set up: ${listSome(damaged)}`,
		remedy: `Delete \`${setUpFolder()}\` and run \`mmc setup\`. If files change again, the disk may be failing.`,
	};
}

/** Rights, or a disk that fails: nothing is known of the content then. */
function unreadable(folder: string, { message }: Error): Check {
	const remedy = `Check the rights to \`${folder}\` and the disk.`;
	return { name: 'files', status: 'fail', value: `cannot be read: ${message}`, remedy };
}

function listSome(names: readonly string[]): string {
	const more = names.length - 5;
	return more > 0 ? `${names.slice(0, 5).join(', ')} and ${more} more` : names.join(', ');
}
