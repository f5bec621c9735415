import type { z } from 'zod';
import { printableLine } from '../files/printable.js';
import { DropRateError, messageOf, type StageError, StoppedError } from '../flow/errors.js';
import type { Runnable } from '../flow/flow.js';
import type { StageReport } from '../flow/meter.js';
import type { RunOptions } from '../flow/run.js';
import { openBackend } from '../nn/backend/backend.js';
import { writeReport } from '../report/write-report.js';
import type { RunFolder } from '../run/folder.js';
import type { Pipeline } from '../run/pipeline.js';
import { lockRun } from '../run/run-lock.js';
import { type RunProgress, RunStatusFile } from '../run/status.js';
import { prepare } from './prepare.js';
import type { Start } from './start-record.js';

/** Listener of a run, which may also end it early: see `RunOptions`. */
export interface RunListener extends Pick<RunOptions, 'signal' | 'stop'> {
	/** Arguments of the command, for the record. */
	readonly args: readonly string[];
	/** Called with one line for each notice that does not stop the run. */
	readonly log: (line: string) => void;
	readonly onProgress?: ((progress: RunProgress) => void) | undefined;
	readonly onBusy?: RunOptions['onBusy'] | undefined;
	/** Called once the run is written down and the work begins. */
	readonly onBegin?: () => void;
	/** Called when the work ends, whatever ended it. */
	readonly onEnd?: () => void;
	/** Called when the work has come to a result, before the report is written. */
	readonly onResult?: (stages: readonly StageReport[]) => Promise<void>;
}

/** A run that has come to a result. */
export interface CarriedOut<R> {
	readonly result: R;
	/** `true` if it ended by itself, and was not stopped before. */
	readonly isOver: boolean;
	/** Exit code, see `Pipeline.exitCode`. */
	readonly exitCode: number;
}

/**
 * Carries out a run that has begun: claims its folder, runs its flow, and writes its state, what it left out, and its
 * report. A run that fails before its work removes what it has written.
 */
export async function carryOut<R>(
	{ name, pipeline }: { readonly name: string; readonly pipeline: Pipeline<z.ZodType, R> },
	start: Start,
	listener: RunListener,
): Promise<CarriedOut<R>> {
	const { folder } = start;
	const canResume = pipeline.mayChange !== undefined;
	const status = new RunStatusFile(folder, { pipeline: name, canResume });
	const goOn = () => {
		listener.signal?.throwIfAborted();
		if (listener.stop?.aborted) throw new StoppedError(0);
	};
	try {
		using _ = start.lock ?? (canResume ? await lockRun(folder, listener.log) : undefined);
		goOn();
		const backend = await openBackend(pipeline);
		goOn();
		const { options, lines } = prepare(pipeline, start, backend);
		const runnable = pipeline.build(options, folder, start.checkpoint);
		await start.record(backend, listener.args, options);
		listener.onBegin?.();
		if (backend.notice) listener.log(backend.notice);
		for (const line of lines) listener.log(line);
		const { result, wasStopped } = await work(runnable, start, status, listener);
		const exitCode = pipeline.exitCode?.(result) ?? 0;
		const isOver = exitCode === 0 && (!wasStopped || pipeline.isFinished?.(result) === true);
		status.end(isOver ? 'finished' : 'stopped');
		await writeReport(folder, pipeline).catch((error) => listener.log(`No report: ${messageOf(error)}`));
		return { result, isOver, exitCode };
	} catch (error) {
		const wasStopped = error instanceof StoppedError || listener.signal?.aborted;
		status.end(wasStopped ? 'stopped' : 'failed', messageOf(error));
		folder.discard();
		if (error instanceof DropRateError) listener.log(`All are listed in ${folder.path(quarantineFile)}`);
		throw error;
	} finally {
		folder.close();
	}
}

async function work<R>(
	runnable: Runnable<R>,
	{ folder, seed }: Start,
	status: RunStatusFile,
	{ log, onProgress, onBusy, onEnd, onResult, signal, stop }: RunListener,
): Promise<{ readonly result: R; readonly wasStopped: boolean }> {
	status.begin(log);
	let stages: readonly StageReport[] = [];
	let wasStopped = false;
	let notice: string | undefined;
	const running = runnable
		.run({
			...(signal && { signal }),
			...(stop && { stop }),
			...(onBusy && { onBusy }),
			seed,
			onStop: () => {
				wasStopped = true;
			},
			onTell: log,
			onSkip: quarantine(folder, log),
			onProgress(progress, report) {
				const now = { ...progress, stages: report() };
				if (progress.notice !== undefined && progress.notice !== notice) log(progress.notice);
				notice = progress.notice ?? notice;
				onProgress?.(now);
				status.update(now);
			},
			onEnd: (report) => {
				stages = report;
			},
		})
		.finally(onEnd);
	const saveReport = () => folder.writeJson('stages.json', stages);
	// Keep the original error if writing the report fails too (full disk).
	await running.catch(() => saveReport().catch(() => {}));
	const result = await running;
	await saveReport().catch((error) => log(`No report of the stages: ${messageOf(error)}`));
	await onResult?.(stages);
	return { result, wasStopped };
}

const quarantineFile = 'quarantine.jsonl';

/** Lists every item that is left out, and reports each file once, not at each pass over the data. */
function quarantine(folder: RunFolder, log: RunListener['log']): (error: StageError) => void {
	const told = new Set<string>();
	return ({ stage, item, path, message }) => {
		folder.append(quarantineFile, JSON.stringify({ stage, item, path, message }));
		if (!told.has(path ?? item)) log(printableLine(`Left out: ${message}`));
		told.add(path ?? item);
	};
}
