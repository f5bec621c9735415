import type { Backend } from '../nn/backend/backend.js';
import type { OptionLayers } from '../options/recipe.js';
import type { OptionValues } from '../options/settings.js';
import type { Checkpoint } from '../run/checkpoints.js';
import type { RunFolder } from '../run/folder.js';
import type { Pipeline } from '../run/pipeline.js';
import { describeRun, type Provenance } from '../run/provenance.js';

/** A pipeline with the name that its runs are recorded under, as far as the beginning of a run needs it. */
export interface NamedPipeline {
	readonly name: string;
	readonly pipeline: Pick<Pipeline, 'options' | 'mayChange'> & OptionLayers;
}

/** Request for a run by a user or a program. */
export interface RunRequest {
	/** Values of the pipeline's options, unchecked. */
	readonly given: OptionValues;
	/** Seed. Default: 0 for a new run, else that of the earlier run. */
	readonly seed?: number | undefined;
	/** Folder of the run. Default: `runs/<pipeline>-<date>-<time>`. */
	readonly out?: string | undefined;
	/** Folder of an earlier run to continue. */
	readonly resume?: string | undefined;
	/** `true` to continue in a new folder. */
	readonly fork?: boolean | undefined;
}

/** A run that is about to begin. */
export interface Start {
	readonly options: unknown;
	/** `true` if the run resumes in its own folder. */
	readonly isResumed?: boolean;
	readonly seed: number;
	readonly folder: RunFolder;
	readonly checkpoint: Checkpoint | undefined;
	/** Lock of a continued run, which is claimed before its state is read. */
	readonly lock?: Disposable;
	/** Records the run, with its options as fitted to the machine, once nothing but the run itself can fail. */
	readonly record: (backend: Backend, args: readonly string[], fitted?: unknown) => Promise<void>;
}

/** Returns the content of `options.json` for a run that starts now. */
export function describeStart(
	pipeline: string,
	run: { readonly options: unknown; readonly seed: number },
	backend: Backend,
	args: readonly string[],
): Promise<Provenance> {
	return describeRun({ pipeline, ...run, versions: { [backend.name]: backend.version }, args });
}
