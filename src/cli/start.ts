/** How a run begins: at the beginning, or from the state of another one. */
import type { Backend } from '../nn/backend/backend.js';
import type { Checkpoint } from '../run/checkpoints.js';
import { defaultRunFolder, openRunFolder, type RunFolder } from '../run/folder.js';
import { parseOptions } from '../run/options.js';
import { describeRun, type Provenance } from '../run/provenance.js';
import { gatherOptions } from '../run/recipe.js';
import { mergeOptions, type OptionValues, parseSettings, readOptionsFile } from '../run/settings.js';
import { readEarlierRun } from './earlier-run.js';
import type { FoundPipeline } from './find-pipelines.js';
import { forkRun } from './fork.js';
import { resumeRun } from './resume.js';

/** The flags of `mmc run`; what a pipeline can be told is reached by `set` and `options` only. */
export interface RunFlags {
	readonly set: readonly string[];
	readonly options: readonly string[];
	readonly seed?: number;
	readonly out?: string;
	readonly resume?: string;
	readonly fork: boolean;
	readonly profile?: boolean;
	readonly pipelines: readonly string[];
}

/** A run that is about to begin. */
export interface Start {
	readonly options: unknown;
	readonly seed: number;
	readonly folder: RunFolder;
	readonly checkpoint: Checkpoint | undefined;
	/** Of a run that goes on: it was claimed before its state was looked at. */
	readonly lock?: Disposable;
	/** Writes down what makes the run, once nothing but the running can fail. */
	readonly record: (backend: Backend, args: readonly string[]) => Promise<void>;
}

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

/** What `options.json` says of a run that starts now. */
export function describeStart(
	pipeline: string,
	run: { readonly options: unknown; readonly seed: number },
	backend: Backend,
	args: readonly string[],
): Promise<Provenance> {
	return describeRun({ pipeline, ...run, versions: { [backend.name]: backend.version }, args });
}
