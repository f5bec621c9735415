import { createReadStream } from 'node:fs';
import path from 'node:path';
import { formatChange } from '../options/changes.js';
import { checkpointName, newestCheckpoint } from '../run/checkpoints.js';
import { defaultRunFolder, openRunFolder } from '../run/folder.js';
import { changeOptions, type EarlierRun } from './earlier-run.js';
import { describeStart, type NamedPipeline, type RunRequest, type Start } from './start-record.js';

/**
 * Starts a new run, in a folder of its own, from the newest state of an earlier one; any option may change that leaves
 * the networks' shapes as they are.
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
	const checkpoint = await newestCheckpoint(run, warn);
	if (checkpoint === undefined) {
		throw new Error(`\`${run}\` has no checkpoint to start from: start a new run without \`--resume\``);
	}

	const folder = openRunFolder(request.out ?? defaultRunFolder(found.name));
	warn(`Starting from \`${run}\` after step ${checkpoint.step}`);
	for (const change of changes) warn(`Changed: ${formatChange(change)}`);
	return {
		options,
		seed,
		folder,
		checkpoint,
		async record(backend, args) {
			const forkedFrom = { run: path.resolve(run), step: checkpoint.step };
			const now = await describeStart(found.name, { options, seed }, backend, args);
			// The state first: without it the new run could not be resumed.
			await folder.write(checkpointName(checkpoint.step), createReadStream(checkpoint.path));
			await folder.writeJson('options.json', { ...now, forkedFrom });
		},
	};
}
