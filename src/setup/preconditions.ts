/** Checks for what would make set-up fail half-way, before it starts. */
import { statfs } from 'node:fs/promises';
import type { Installed } from '../nn/backend/installed.js';
import { gigabytes } from './doctor/check.js';
import { SetUpError } from './set-up-error.js';

/** @throws {SetUpError} where there is no TensorFlow for this kind of machine */
export function checkPlatform(kind: Installed['kind'], { platform, arch } = process): void {
	const isSupported = platform === 'linux' && (kind === 'from' || arch === 'x64');
	if (isSupported) return;
	throw new SetUpError(
		`Set-up knows no TensorFlow for \`${platform}-${arch}\`.`,
		platform === 'linux'
			? 'Give one that is installed: `mmc setup --from SITE-PACKAGES`. Without it wasm is used.'
			: 'wasm is used here. For speed run in Linux, for instance in a container.',
	);
}

/** @throws {SetUpError} when fewer than `needed` bytes are free */
export async function checkFreeDisk(folder: string, needed: number): Promise<void> {
	const { bavail, bsize } = await statfs(folder);
	const free = bavail * bsize;
	if (free >= needed) return;
	throw new SetUpError(
		`Set-up needs ${gigabytes(needed)} of disk in \`${folder}\`, where ${gigabytes(free)} are free.`,
		'Free some, or name another folder in the variable `MMC_CACHE`.',
	);
}
