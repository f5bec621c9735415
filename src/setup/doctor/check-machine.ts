/** The doctor's checks outside of the backend: Node, threads, sharp, the cache, the disk. */
import { lstat, readdir, statfs } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { cacheFolder, readInstalled } from '../../nn/backend/installed.js';
import { type Check, gigabytes } from './check.js';

const oldestNode = [20, 19] as const;

export function checkNode(version: string = process.versions.node): Check {
	const [major = 0, minor = 0] = version.split('.').map(Number);
	const isNewEnough = major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1]);
	if (isNewEnough) return { name: 'Node', status: 'ok', value: version };
	const needed = oldestNode.join('.');
	return { name: 'Node', status: 'fail', value: version, remedy: `Install Node ${needed} or newer.` };
}

/** Checks TensorFlow's threads; the wasm backend always has one a core. */
export function checkThreads(
	environment: NodeJS.ProcessEnv = process.env,
	cores = availableParallelism(),
): Check {
	const { TF_NUM_INTRAOP_THREADS: set, OMP_NUM_THREADS } = environment;
	const value = set ? `${set} (TF_NUM_INTRAOP_THREADS) on ${cores} cores` : `one a core: ${cores}`;
	const warn = (remedy: string): Check => ({ name: 'threads', status: 'warn', value, remedy });
	if (set && !(Number(set) <= cores))
		return warn(`Set TF_NUM_INTRAOP_THREADS to ${cores} or fewer, or unset it.`);
	if (OMP_NUM_THREADS && !set) {
		return warn('OMP_NUM_THREADS does not limit this TensorFlow; use TF_NUM_INTRAOP_THREADS.');
	}
	return { name: 'threads', status: 'ok', value };
}

export const sharpRemedy =
	'sharp decodes the photos. Install it with its binary for this platform: `npm install --include=optional sharp`.';

export async function checkSharp(): Promise<Check> {
	try {
		const { default: sharp } = await import('sharp');
		return { name: 'sharp', status: 'ok', value: `${sharp.versions.sharp}, libvips ${sharp.versions.vips}` };
	} catch (error) {
		return {
			name: 'sharp',
			status: 'fail',
			value: (error as Error).message.split('\n')[0]!,
			remedy: sharpRemedy,
		};
	}
}

export async function checkCache(): Promise<Check> {
	const folder = cacheFolder();
	return { name: 'cache', status: 'ok', value: `${folder}, ${gigabytes(await bytesUnder(folder))}` };
}

/** Size of a folder without the targets of links: `--from` links to a TensorFlow that exists anyway. */
async function bytesUnder(folder: string): Promise<number> {
	const entries = await readdir(folder, { recursive: true }).catch(() => []);
	const sizes = entries.map((entry) =>
		lstat(path.join(folder, entry)).then(
			({ size }) => size,
			// A set-up that is at work may have removed it.
			() => 0,
		),
	);
	return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

export function checkTensorFlow(installed = readInstalled()): Check {
	if (installed) {
		const { version, source } = installed;
		return { name: 'TensorFlow', status: 'ok', value: `${version}, from ${source}` };
	}
	return { name: 'TensorFlow', status: 'warn', value: 'not set up', remedy: 'Run `mmc setup`.' };
}

/** Comfortable free space in bytes: weights, moments and checkpoints of a ViT-B take 2 GB. */
const comfortable = 4e9;
const tooLittle = 2e8;

export async function checkDisk(folder = process.cwd()): Promise<Check> {
	let free: number;
	try {
		const { bavail, bsize } = await statfs(folder);
		free = bavail * bsize;
	} catch (error) {
		const remedy = 'Runs are written here unless `--out` says otherwise: change to a folder that is there.';
		return { name: 'disk', status: 'fail', value: (error as Error).message, remedy };
	}
	const value = `${gigabytes(free)} free in ${folder}`;
	if (free >= comfortable) return { name: 'disk', status: 'ok', value };
	const remedy =
		'Runs are written here unless `--out` says otherwise: free some, or name a folder on a larger disk.';
	return { name: 'disk', status: free < tooLittle ? 'fail' : 'warn', value, remedy };
}
