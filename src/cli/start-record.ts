import type { Backend } from '../nn/backend/backend.js';
import type { Checkpoint } from '../run/checkpoints.js';
import type { RunFolder } from '../run/folder.js';
import { describeRun, type Provenance } from '../run/provenance.js';

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

/** What `options.json` says of a run that starts now. */
export function describeStart(
	pipeline: string,
	run: { readonly options: unknown; readonly seed: number },
	backend: Backend,
	args: readonly string[],
): Promise<Provenance> {
	return describeRun({ pipeline, ...run, versions: { [backend.name]: backend.version }, args });
}
