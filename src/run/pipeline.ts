import type { z } from 'zod';
import type { Runnable } from '../flow/flow.js';
import type { Presets, Recipes } from '../options/recipe.js';
import type { Checkpoint } from './checkpoints.js';
import type { RunFolder } from './folder.js';

/** Machine that a run begins on. */
export interface Machine {
	/** Backend: its name, `label` for the user such as `TensorFlow 2.20.0`, and its device. */
	readonly backend: { readonly name: string; readonly label: string; readonly device: 'cpu' | 'gpu' };
	/** Cores that this process may use. */
	readonly cores: number;
	/** Memory in bytes that this process may use: the machine's, or that of its cgroup. */
	readonly memory: number;
	/** `false` for a run that goes on, whose options stay. */
	readonly isNew: boolean;
	/** Folder of the run. */
	readonly folder: string;
}

/** Changes of options that fit them to a machine. */
export interface Fitted {
	/** Options to change, at the top of all; empty if they fit. */
	readonly changes: object;
	/** Lines for the user: what will be computed, where, and what was changed. */
	readonly lines: readonly string[];
}

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
	 * Fits options to a machine before a run is built, and describes both to the user.
	 *
	 * @throws {Error} when nothing fits
	 */
	readonly prepare?: (options: z.output<Schema>, machine: Machine) => Fitted;
	/**
	 * Describes what the options find, such as the photos, without a run: for `--dry-run`.
	 *
	 * @throws {Error} when a run could not begin
	 */
	readonly survey?: (
		options: z.output<Schema>,
		context: { readonly seed: number; readonly signal: AbortSignal },
	) => Promise<readonly string[]>;
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
