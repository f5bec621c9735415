/** Beginning of a run: a new one, or from the state of another. */
import { parseOptions } from '../options/parse.js';
import { gatherOptions } from '../options/recipe.js';
import { defaultRunFolder, openRunFolder } from '../run/folder.js';
import { readEarlierRun } from './earlier-run.js';
import { forkRun } from './fork.js';
import { resumeRun } from './resume.js';
import { describeStart, type NamedPipeline, type RunRequest, type Start } from './start-record.js';

/**
 * Opens the folder of a new, resumed or forked run, with its options.
 *
 * @param warn told of what a person should know and what keeps nothing from going on
 * @throws {Error} when the request contradicts itself, or what is asked for can't be resumed
 */
export async function beginRun(
	named: NamedPipeline,
	request: RunRequest,
	warn: (line: string) => void,
): Promise<Start> {
	const { resume, fork = false, out } = request;
	if (resume === undefined) {
		if (fork) throw new Error('`--fork` needs `--resume RUN`: the run whose state the new one begins with');
		return newRun(named, request);
	}

	if (!fork && out !== undefined) {
		throw new Error('`--resume` goes on in the run’s own folder: leave out `--out`, or add `--fork`');
	}

	const before = await readEarlierRun(named, resume);
	return fork ? forkRun(named, request, before, warn) : resumeRun(named, request, before, warn);
}

function newRun({ name, pipeline }: NamedPipeline, { given, seed = 0, out }: RunRequest): Start {
	const options = parseOptions(pipeline.options, gatherOptions(pipeline, given), name);
	const folder = openRunFolder(out ?? defaultRunFolder(name));
	return {
		options,
		seed,
		folder,
		checkpoint: undefined,
		async record(backend, args, fitted = options) {
			await folder.writeJson(
				'options.json',
				await describeStart(name, { options: fitted, seed }, backend, args),
			);
		},
	};
}
