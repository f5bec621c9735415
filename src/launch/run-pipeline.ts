import type { z } from 'zod';
import type { OptionValues } from '../options/settings.js';
import type { Pipeline } from '../run/pipeline.js';
import type { RunProgress } from '../run/status.js';
import { beginRun } from './begin.js';
import { carryOut } from './carry-out.js';

/** Folder, signals and listeners of a run. */
export interface RunPipelineOptions {
	/** Folder of the run, new or empty. Default: `runs/<pipeline>-<date>-<time>`. */
	readonly out?: string;
	/** Folder of an earlier run of this pipeline to resume, in place of `out`. */
	readonly resume?: string;
	/** Seed of every random number of the run. Default: 0, for `resume` that of the earlier run. */
	readonly seed?: number;
	/** Aborts at once: the run rejects with the signal's reason. What was written until then stays. */
	readonly signal?: AbortSignal;
	/** Stops in order after the work in progress: a training saves its state and returns its result. */
	readonly stop?: AbortSignal;
	/** Called after each item that is done, such as a step, with losses or figures in `values`. */
	readonly onProgress?: (progress: RunProgress) => void;
	/**
	 * Called with one line for each notice that does not stop the run, such as a photo that is left out. Default:
	 * none.
	 */
	readonly onNotice?: (line: string) => void;
}

/**
 * Runs a pipeline from code as `mmc run` does, with the same folder, record and report, and without a word on the
 * terminal.
 *
 * @param options as in an options file: recipe, preset and defaults lie below them
 * @returns the pipeline's result, such as `TrainingResult` of `pretrain`
 * @throws {OptionsError} naming each option that is unknown, missing or out of bounds
 * @throws {StoppedError} when `stop` ends a run that makes a result of all items only
 *
 * @example
 * const { steps, last } = await runPipeline(
 *   pretrain,
 *   { preset: 'laptop', data: { files: 'photos' } },
 *   { out: 'runs/mine', onProgress: ({ done, total, values }) => console.log(done, total, values) },
 * );
 */
export async function runPipeline<Schema extends z.ZodType, R>(
	pipeline: Pipeline<Schema, R, object>,
	options: z.input<Schema>,
	{ onProgress, onNotice = () => {}, signal, stop, ...request }: RunPipelineOptions = {},
): Promise<R> {
	signal?.throwIfAborted();
	const named = {
		name: pipeline.name ?? 'pipeline',
		pipeline: pipeline as unknown as Pipeline<z.ZodType, R>,
	};
	const start = await beginRun(named, { ...request, given: options as OptionValues }, onNotice);
	const { result } = await carryOut(named, start, {
		args: ['run', named.name],
		log: onNotice,
		onProgress,
		...(signal && { signal }),
		...(stop && { stop }),
	});
	return result;
}
