import type { z } from 'zod';
import type { Runnable } from '../flow/flow.js';
import type { Presets, Recipes } from '../options/recipe.js';
import type { Checkpoint } from './checkpoints.js';
import type { RunFolder } from './folder.js';

/** A named pipeline, which `mmc run` finds by its file's name. */
export interface Pipeline<
	Schema extends z.ZodType = z.ZodType,
	R = unknown,
	Items extends object = Record<string, never>,
> {
	/** Items behind each stage that `extend` may insert others after; for types alone. */
	readonly items?: Items;
	/** Name in the records of runs that are started from code. `mmc run` takes the file's, which should be the same. */
	readonly name?: string;
	/** One sentence for `mmc list`. */
	readonly summary: string;
	/** Its options: defaults, bounds and meanings are read from the schema. */
	readonly options: Schema;
	/** Published methods as values of the options; the option `recipe` chooses one. */
	readonly recipes?: Recipes;
	/** Values for a purpose or a machine, over those of the recipe; the option `preset` chooses one. */
	readonly presets?: Presets;
	/** Options that express the same setting, such as `steps` and `epochs`: the given one applies. */
	readonly alternatives?: readonly (readonly string[])[];
	/** Values that differ from the recipe's and the schema's, for a pipeline that is another one with other settings. */
	readonly preset?: object;
	/**
	 * Declares the flow. It must do nothing yet: `mmc show` builds without running.
	 *
	 * @param checkpoint what a resumed run goes on from; absent when it begins at the beginning
	 */
	readonly build: (options: z.output<Schema>, folder: RunFolder, checkpoint?: Checkpoint) => Runnable<R>;
	/**
	 * The options, or groups of options, that a resumed run may change because its result does not depend on them. A
	 * pipeline that says none can't be resumed.
	 */
	readonly mayChange?: readonly string[];
	/** Number of its threads that call TensorFlow at once. Default: 1. */
	readonly callers?: number;
	/** Returns `true` if a run that was asked to stop had finished anyway. */
	readonly isFinished?: (result: R) => boolean;
	/** Exit code of a run that stopped itself before its end because of its result; 0 or nothing otherwise. */
	readonly exitCode?: (result: R) => number | undefined;
	/** Describes the result for the user. */
	readonly describe?: (result: R) => string;
}

const pipelines = new WeakSet<object>();

/** Declares a pipeline; a pipeline file's default export. */
export function definePipeline<Schema extends z.ZodType, R, Items extends object = Record<string, never>>(
	pipeline: Pipeline<Schema, R, Items>,
): Pipeline<Schema, R, Items> {
	pipelines.add(pipeline);
	return pipeline;
}

/** Returns `true` if `value` was made by `definePipeline`. */
export function isPipeline(value: unknown): value is Pipeline {
	return typeof value === 'object' && value !== null && pipelines.has(value);
}
