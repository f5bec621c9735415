import { readdirSync, readlinkSync } from 'node:fs';

/** The regular files that this process holds open, apart from devices, the system's and tsx' own; none but on Linux. */
export function openFiles(): string[] {
	try {
		return readdirSync('/proc/self/fd')
			.map(linkOf)
			.filter((file) => file.startsWith('/') && !/^\/(dev|proc|sys)\/|\/tsx-\d+(\/|$)/.test(file))
			.sort();
	} catch {
		return [];
	}
}

/** The folder itself is read through a descriptor that is gone by then. */
function linkOf(descriptor: string): string {
	try {
		return readlinkSync(`/proc/self/fd/${descriptor}`);
	} catch {
		return '';
	}
}
