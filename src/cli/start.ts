/** How a run begins: at the beginning, or from the state of another one. */
import { parseOptions } from '../options/parse.js';
import { gatherOptions } from '../options/recipe.js';
import { mergeOptions, type OptionValues, parseSettings, readOptionsFile } from '../options/settings.js';
import { defaultRunFolder, openRunFolder } from '../run/folder.js';
import { readEarlierRun } from './earlier-run.js';
import type { FoundPipeline } from './find-pipelines.js';
import { forkRun } from './fork.js';
import { resumeRun } from './resume.js';
import { describeStart, type RunFlags, type Start } from './start-record.js';

/**
 * Opens the folder of a new run, of a resumed or of a forked one, with the options it is to have.
 *
 * @param warn told of what a person should know and what keeps nothing from going on
 * @throws {Error} when the flags contradict each other, or what is asked for can't be resumed
 */
export async function startRun(
	found: FoundPipeline,
	flags: RunFlags,
	warn: (line: string) => void,
): Promise<Start> {
	const { resume, fork, out } = flags;
	const given = await givenOptions(flags);
	if (resume === undefined) {
		if (fork) throw new Error('`--fork` needs `--resume RUN`: the run whose state the new one begins with');
		return newRun(found, flags, given);
	}

	if (!fork && out !== undefined) {
		throw new Error('`--resume` goes on in the run’s own folder: leave out `--out`, or add `--fork`');
	}

	const before = await readEarlierRun(found, resume);
	return fork ? forkRun(found, flags, given, before, warn) : resumeRun(found, flags, given, before, warn);
}

/** The option files, then the settings: the later win. */
async function givenOptions({ options, set }: RunFlags): Promise<OptionValues> {
	return mergeOptions(...(await Promise.all(options.map(readOptionsFile))), parseSettings(set));
}

function newRun({ name, pipeline }: FoundPipeline, { seed = 0, out }: RunFlags, given: OptionValues): Start {
	const options = parseOptions(pipeline.options, gatherOptions(pipeline, given), name);
	const folder = openRunFolder(out ?? defaultRunFolder(name));
	return {
		options,
		seed,
		folder,
		checkpoint: undefined,
		async record(backend, args) {
			await folder.writeJson('options.json', await describeStart(name, { options, seed }, backend, args));
		},
	};
}
