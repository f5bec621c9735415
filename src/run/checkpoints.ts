/** The checkpoints in a run's folder: `checkpoints/step-000123.safetensors`. */
import { readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { verifyChecksum } from '../nn/checksum.js';
import { openSafetensors } from '../nn/read-safetensors.js';

/** A checkpoint that was found whole. */
export interface Checkpoint {
	readonly path: string;
	/** Updates made until then. */
	readonly step: number;
	/** The number of the source's item to go on with. */
	readonly next: number;
}

const inFolder = 'checkpoints';

/** The name of a step's checkpoint within the run's folder. */
export function checkpointName(step: number): string {
	return `${inFolder}/step-${String(step).padStart(6, '0')}.safetensors`;
}

/**
 * The newest checkpoint of a run that is whole; `undefined` when the run has written none yet.
 *
 * @param warn told of each damaged one that was passed over
 * @throws {Error} when all that there are are damaged
 */
export async function newestCheckpoint(
	run: string,
	warn: (line: string) => void,
): Promise<Checkpoint | undefined> {
	const files = (await listCheckpoints(run)).reverse();
	for (const file of files) {
		try {
			return await readCheckpoint(file);
		} catch (error) {
			warn(`Checkpoint passed over, it is damaged: ${(error as Error).message}`);
		}
	}

	if (files.length > 0) {
		throw new Error(`All checkpoints in \`${run}\` are damaged: begin the run anew, with another \`--out\``);
	}

	return undefined;
}

/**
 * Clears away what a crash has left behind the checkpoint that a run goes on from: damaged files keep their bytes
 * under another name, half-written ones are removed.
 */
export async function clearCheckpoints(run: string, step: number): Promise<void> {
	for (const file of await listCheckpoints(run)) {
		if (stepOf(file)! > step) await rename(file, `${file}.damaged`);
	}

	const names = await readFolder(path.join(run, inFolder));
	const left = names.filter((name) => name.endsWith('.tmp'));
	await Promise.all(left.map((name) => rm(path.join(run, inFolder, name))));
}

/** Removes all checkpoints but the newest `keep`. */
export async function dropOldCheckpoints(run: string, keep: number): Promise<void> {
	const old = (await listCheckpoints(run)).slice(0, -keep);
	await Promise.all(old.map((file) => rm(file)));
}

async function readCheckpoint(file: string): Promise<Checkpoint> {
	await verifyChecksum(file);
	const { metadata, close } = await openSafetensors(file);
	await close();
	return { path: file, step: Number(metadata.step), next: Number(metadata.next) };
}

/** Paths, the oldest first. */
async function listCheckpoints(run: string): Promise<string[]> {
	const names = await readFolder(path.join(run, inFolder));
	return names
		.filter((name) => stepOf(name) !== undefined)
		.sort((a, b) => stepOf(a)! - stepOf(b)!)
		.map((name) => path.join(run, inFolder, name));
}

function stepOf(file: string): number | undefined {
	const step = /^step-(\d+)\.safetensors$/.exec(path.basename(file))?.[1];
	return step === undefined ? undefined : Number(step);
}

async function readFolder(folder: string): Promise<string[]> {
	return readdir(folder).catch((error: NodeJS.ErrnoException) => {
		if (error.code === 'ENOENT') return [];
		throw error;
	});
}
