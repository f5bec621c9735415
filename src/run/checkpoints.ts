/** The checkpoints in a run's folder: `checkpoints/step-000123.safetensors`. */
import { lstat, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { isSystemError } from '../files/system-error.js';
import { messageOf } from '../flow/errors.js';
import { verifyChecksum } from '../nn/files/checksum.js';
import { openSafetensors } from '../nn/files/read-safetensors.js';

/** A checkpoint that was found whole. */
export interface Checkpoint {
	readonly path: string;
	/** Number of updates made so far. */
	readonly step: number;
	/** Number of the source's next item. */
	readonly next: number;
}

const inFolder = 'checkpoints';

/** Name of a step's checkpoint within the run's folder. */
export function checkpointName(step: number): string {
	return nameOf('step', step);
}

/** Name of the state at the beginning of a step with a refused batch: a checkpoint after the previous step. */
export function incidentStateName(step: number): string {
	return nameOf('incident', step);
}

/** Name of a checkpoint that is kept as the best one. */
export function bestName(step: number): string {
	return nameOf('best', step);
}

/**
 * Finds the newest checkpoint of a run that is whole; `undefined` when the run has written none yet.
 *
 * @param warn told of each damaged one that was passed over
 * @throws {Error} when all of them are damaged, or one can't be read: it may be sound
 */
export async function newestCheckpoint(
	run: string,
	warn: (line: string) => void,
): Promise<Checkpoint | undefined> {
	const files = (await listFiles(run, 'step')).reverse();
	for (const file of files) {
		const checkpoint = await readCheckpoint(file, warn);
		if (checkpoint === 'gone') return newestCheckpoint(run, warn); // The run is at work, and has made a newer one.
		if (checkpoint) return checkpoint;
	}

	if (files.length > 0) {
		throw new Error(`All checkpoints in \`${run}\` are damaged: start a new run with another \`--out\``);
	}

	return undefined;
}

/**
 * Clears what a crash left behind, after the checkpoint that a run resumes from: damaged files keep their bytes under
 * another name; half-written ones, and best ones of later steps, are removed.
 */
export async function clearCheckpoints(run: string, step: number): Promise<void> {
	for (const file of await listFiles(run, 'step', (made) => made > step)) {
		await rename(file, `${file}.damaged`);
	}

	// The run will write these again.
	const best = await listFiles(run, 'best', (made) => made > step);
	await Promise.all(best.map((file) => rm(file)));

	const names = await readFolder(path.join(run, inFolder));
	const left = names.filter((name) => name.endsWith('.tmp'));
	await Promise.all(left.map((name) => rm(path.join(run, inFolder, name))));
}

/**
 * Finds the newest complete state of a run before a step, or a batch of it: a checkpoint, or the state of an
 * incident. `undefined` if there is none.
 *
 * @param before the step to be made, from 1, and the number of the batch's first photo, where it is known
 * @param warn told of each damaged one that was passed over
 * @throws {Error} when one can't be read: it may be sound
 */
export async function stateBefore(
	run: string,
	{ step, from = Number.POSITIVE_INFINITY }: { readonly step: number; readonly from?: number },
	warn: (line: string) => void,
): Promise<Checkpoint | undefined> {
	const checkpoints = await listFiles(run, 'step', (made) => made < step);
	const incidents = await listFiles(run, 'incident', (refused) => refused <= step);
	// For one step, the incident's state is the earlier one: no batch after the step has been refused yet.
	const states = [
		...checkpoints.map((file) => ({ file, made: stepOf(file, 'step')! })),
		...incidents.map((file) => ({ file, made: stepOf(file, 'incident')! - 1 })),
	].sort((a, b) => a.made - b.made);
	for (const { file } of states.reverse()) {
		const state = await readCheckpoint(file, warn);
		if (state && state !== 'gone' && state.next <= from) return state;
	}

	return undefined;
}

/** Steps that a run has checkpoints of, the oldest first. */
export async function checkpointSteps(run: string): Promise<number[]> {
	return (await listFiles(run, 'step')).map((file) => stepOf(file, 'step')!);
}

/** Steps that are kept because they are or were the best, the oldest first. */
export async function bestSteps(run: string): Promise<number[]> {
	return (await listFiles(run, 'best')).map((file) => stepOf(file, 'best')!);
}

/**
 * Removes best checkpoints but the newest, which is the best one, and those that were the best at one of the checkpoints
 * that the run may be resumed from.
 */
export async function dropOldBest(run: string): Promise<void> {
	const best = await bestSteps(run);
	const bestAt = (step: number) => best.findLast((made) => made <= step);
	const kept = new Set([best.at(-1), ...(await checkpointSteps(run)).map(bestAt)]);
	const old = await listFiles(run, 'best', (step) => !kept.has(step));
	await Promise.all(old.map((file) => rm(file)));
}

/** Removes the states that were kept for incidents before a step's. */
export async function dropOldIncidentStates(run: string, step: number): Promise<void> {
	const old = await listFiles(run, 'incident', (refused) => refused < step);
	await Promise.all(old.map((file) => rm(file)));
}

/** Removes all checkpoints but the newest `keep`. */
export async function dropOldCheckpoints(run: string, keep: number): Promise<void> {
	const old = (await listFiles(run, 'step')).slice(0, -keep);
	await Promise.all(old.map((file) => rm(file)));
}

/**
 * Reads the progress of a checkpoint.
 *
 * @returns `gone` where the run has removed it meanwhile, `undefined` where it is damaged: its checksum or header says so
 * @throws {Error} when it can't be read
 */
async function readCheckpoint(
	file: string,
	warn: (line: string) => void,
): Promise<Checkpoint | 'gone' | undefined> {
	try {
		await verifyChecksum(file);
		const { metadata, close } = await openSafetensors(file);
		await close();
		return { path: file, step: Number(metadata.step), next: Number(metadata.next) };
	} catch (error) {
		if (!isSystemError(error)) {
			warn(`Skipped a damaged checkpoint: ${messageOf(error)}`);
			return undefined;
		}

		const isGone = error.code === 'ENOENT' && !(await lstat(file).catch(() => undefined));
		if (isGone) return 'gone';
		throw new Error(
			`Checkpoint \`${file}\` can't be read: ${error.message}. It may be sound, so nothing was changed: make it readable, ` +
				'or move it away to go on from the one before',
			{ cause: error },
		);
	}
}

/** Paths, the oldest first, of the steps that `isWanted` is true of. */
async function listFiles(run: string, kind: Kind, isWanted = (_step: number) => true): Promise<string[]> {
	const names = await readFolder(path.join(run, inFolder));
	return names
		.filter((name) => stepOf(name, kind) !== undefined && isWanted(stepOf(name, kind)!))
		.sort((a, b) => stepOf(a, kind)! - stepOf(b, kind)!)
		.map((name) => path.join(run, inFolder, name));
}

/**
 * `step`: a state to resume from. `best`: the best step. `incident`: the state at the beginning of a step with a
 * refused batch.
 */
type Kind = 'step' | 'best' | 'incident';

function nameOf(kind: Kind, step: number): string {
	return `${inFolder}/${kind}-${String(step).padStart(6, '0')}.safetensors`;
}

function stepOf(file: string, kind: Kind): number | undefined {
	const step = new RegExp(`^${kind}-(\\d+)\\.safetensors$`).exec(path.basename(file))?.[1];
	return step === undefined ? undefined : Number(step);
}

async function readFolder(folder: string): Promise<string[]> {
	return readdir(folder).catch((error: NodeJS.ErrnoException) => {
		if (error.code === 'ENOENT') return [];
		throw error;
	});
}
