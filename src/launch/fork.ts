import { type FileHandle, open } from 'node:fs/promises';
import path from 'node:path';
import { formatChange } from '../options/changes.js';
import { type Checkpoint, checkpointName, newestCheckpoint } from '../run/checkpoints.js';
import { defaultRunFolder, openRunFolder, type RunFolder } from '../run/folder.js';
import { changeOptions, type EarlierRun } from './earlier-run.js';
import { describeStart, type NamedPipeline, type RunRequest, type Start } from './start-record.js';

/**
 * Starts a new run in its own folder from the newest state of an earlier one. Any option may change that keeps the
 * networks' shapes.
 *
 * @throws {Error} when the earlier run has no checkpoint that is whole
 */
export async function forkRun(
	found: NamedPipeline,
	request: RunRequest,
	{ provenance, run }: EarlierRun,
	warn: (line: string) => void,
): Promise<Start> {
	const { options, changes } = changeOptions(found, provenance, request.given);
	const seed = request.seed ?? provenance.seed;
	const folder = openRunFolder(request.out ?? defaultRunFolder(found.name));
	const checkpoint = await copyNewest(run, folder, warn).catch((error) => {
		folder.discard();
		throw error;
	});
	warn(`Starting from \`${run}\` after step ${checkpoint.step}`);
	for (const change of changes) warn(`Changed: ${formatChange(change)}`);
	return {
		options,
		seed,
		folder,
		checkpoint,
		async record(backend, args, fitted = options) {
			const forkedFrom = { run: path.resolve(run), step: checkpoint.step };
			const now = await describeStart(found.name, { options: fitted, seed }, backend, args);
			await folder.writeJson('options.json', { ...now, forkedFrom });
		},
	};
}

/** Copies the newest checkpoint of a run at once, since a run in progress removes it when it has made newer ones. */
async function copyNewest(run: string, folder: RunFolder, warn: (line: string) => void): Promise<Checkpoint> {
	for (;;) {
		const checkpoint = await newestCheckpoint(run, warn);
		if (checkpoint === undefined) {
			throw new Error(`\`${run}\` has no checkpoint to start from: start a new run without \`--resume\``);
		}

		const source = await openIfThere(checkpoint.path);
		if (source === undefined) continue; // It has been removed meanwhile, so there is a newer one.
		const name = checkpointName(checkpoint.step);
		await folder.write(name, source.createReadStream());
		return { ...checkpoint, path: folder.path(name) };
	}
}

async function openIfThere(file: string): Promise<FileHandle | undefined> {
	return open(file).catch((error: NodeJS.ErrnoException) => {
		if (error.code === 'ENOENT') return undefined;
		throw error;
	});
}
