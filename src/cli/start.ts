import { beginRun } from '../launch/begin.js';
import type { NamedPipeline, Start } from '../launch/start-record.js';
import { mergeOptions, parseSettings, readOptionsFile } from '../options/settings.js';

/** Flags of `mmc run`; `set` and `options` alone reach the pipeline's options. */
export interface RunFlags {
	readonly set: readonly string[];
	readonly options: readonly string[];
	readonly seed?: number;
	readonly out?: string;
	readonly resume?: string;
	readonly fork: boolean;
	readonly profile?: boolean;
	readonly dryRun?: boolean;
	readonly pipelines: readonly string[];
}

/**
 * Starts the run that the flags ask for. Later option files and settings win over earlier ones, and settings over
 * files.
 *
 * @param warn told of what a person should know and what keeps nothing from going on
 * @throws {Error} when the flags contradict each other, or what is asked for can't be resumed
 */
export async function startRun(
	named: NamedPipeline,
	{ options, set, ...flags }: RunFlags,
	warn: (line: string) => void,
): Promise<Start> {
	const given = mergeOptions(...(await Promise.all(options.map(readOptionsFile))), parseSettings(set));
	return beginRun(named, { ...flags, given }, warn);
}
