import type { Backend } from '../nn/backend/backend.js';
import type { Beginnings } from '../options/recipe.js';
import type { OptionValues } from '../options/settings.js';
import type { Checkpoint } from '../run/checkpoints.js';
import type { RunFolder } from '../run/folder.js';
import type { Pipeline } from '../run/pipeline.js';
import { describeRun, type Provenance } from '../run/provenance.js';

/** A pipeline with the name that its runs are recorded under, as far as the beginning of a run needs it. */
export interface NamedPipeline {
	readonly name: string;
	readonly pipeline: Pick<Pipeline, 'options' | 'mayChange'> & Beginnings;
}

/** A run as a person or a program asks for it. */
export interface RunRequest {
	/** Values of the pipeline's options, not yet checked. */
	readonly given: OptionValues;
	/** 0 for a new run, that of the earlier run for another, unless given. */
	readonly seed?: number | undefined;
	/** The run's folder; `runs/<pipeline>-<date>-<time>` unless given. */
	readonly out?: string | undefined;
	/** Folder of an earlier run to go on with. */
	readonly resume?: string | undefined;
	/** Whether to go on in a folder of its own. */
	readonly fork?: boolean | undefined;
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
