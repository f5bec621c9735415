import { DropRateError, messageOf, type StageError, StoppedError } from '../flow/errors.js';
import type { Runnable } from '../flow/flow.js';
import type { StageReport } from '../flow/meter.js';
import { type Backend, openBackend } from '../nn/backend/backend.js';
import { Profile } from '../profile/profile.js';
import { traceJson } from '../profile/trace.js';
import { writeReport } from '../report/write-report.js';
import type { RunFolder } from '../run/folder.js';
import { lockRun } from '../run/run-lock.js';
import { RunStatusFile } from '../run/status.js';
import { findPipeline } from './find-pipelines.js';
import { createView } from './live-view.js';
import { formatProfile } from './profile-table.js';
import { InterruptedError, watchSignals } from './signals.js';
import { startRun } from './start.js';
import type { RunFlags, Start } from './start-record.js';
import type { View } from './view.js';

/** A run that was stopped before its end: EX_TEMPFAIL of sysexits.h, for schedulers to take as "run it again". */
export const stoppedEarly = 75;

/** `mmc run <pipeline>`: the run's exit code. */
export async function runCommand(name: string, flags: RunFlags, args: readonly string[]): Promise<number> {
	const found = await findPipeline(name, flags.pipelines);
	const start = await startRun(found, flags, (line) => console.error(line));
	const canResume = found.pipeline.mayChange !== undefined;
	const status = new RunStatusFile(start.folder, { pipeline: found.name, canResume });
	try {
		using _ =
			start.lock ?? (canResume ? await lockRun(start.folder, (line) => console.error(line)) : undefined);
		const backend = await openBackend(found.pipeline);
		const runnable = found.pipeline.build(start.options, start.folder, start.checkpoint);
		await start.record(backend, args);
		const profile = flags.profile ? new Profile() : undefined;
		const { result, wasStopped } = await execute(found.name, runnable, start, backend, status, profile);
		const exitCode = found.pipeline.exitCode?.(result) ?? 0;
		const isOver = exitCode === 0 && (!wasStopped || found.pipeline.isFinished?.(result));
		status.end(isOver ? 'finished' : 'stopped');
		await writeReport(start.folder, found.pipeline).catch((error) =>
			console.error(`No report: ${messageOf(error)}`),
		);
		console.log(found.pipeline.describe?.(result) ?? `Results are in ${start.folder.folder}`);
		if (exitCode !== 0 || isOver) return exitCode;
		if (canResume) console.log(`Go on by: mmc run ${name} --resume ${start.folder.folder}`);
		return stoppedEarly;
	} catch (error) {
		const wasStopped = error instanceof InterruptedError || error instanceof StoppedError;
		status.end(wasStopped ? 'stopped' : 'failed', messageOf(error));
		start.folder.discard();
		if (error instanceof DropRateError) console.error(`All of them: ${start.folder.path(quarantineFile)}`);
		throw error;
	} finally {
		start.folder.close();
	}
}

async function execute(
	title: string,
	runnable: Runnable<unknown>,
	{ folder, seed }: Start,
	backend: Backend,
	status: RunStatusFile,
	profile: Profile | undefined,
): Promise<{ readonly result: unknown; readonly wasStopped: boolean }> {
	const view = createView({ stream: process.stderr, title });
	if (backend.notice) {
		view.log(backend.notice);
	}

	const signals = watchSignals((line) => view.log(line));
	status.begin((line) => view.log(line));
	let stages: readonly StageReport[] = [];
	let wasStopped = false;
	using _ = profile?.listen();
	let notice: string | undefined;
	const running = runnable
		.run({
			seed,
			stop: signals.stop,
			onStop: () => {
				wasStopped = true;
			},
			signal: signals.abort,
			onSkip: quarantine(folder, view),
			onProgress(progress, report) {
				const now = { ...progress, stages: report() };
				if (progress.notice !== undefined && progress.notice !== notice) {
					notice = progress.notice;
					view.log(notice);
				}
				view.update(now);
				status.update(now);
			},
			onEnd: (report) => {
				stages = report;
			},
			...(profile && { onBusy: profile.stage }),
		})
		.finally(() => {
			view.close();
			signals.close();
		});
	const saveReport = () => folder.writeJson('stages.json', stages);
	// What ended the run is to be seen, not that on a full disk its report fails too.
	await running.catch(() => saveReport().catch(() => {}));
	const result = await running;
	await saveReport();
	if (profile) await saveProfile(profile, title, stages, folder);
	return { result, wasStopped };
}

const traceFile = 'trace.json';

async function saveProfile(
	profile: Profile,
	title: string,
	stages: readonly StageReport[],
	folder: RunFolder,
): Promise<void> {
	process.stdout.write(`${formatProfile(profile.totals(), stages, profile.seconds)}\n`);
	const names = stages.map(({ name }) => name);
	await folder.write(traceFile, traceJson(profile, `mmc run ${title}`, names));
	const cut = profile.isCut ? ', of the beginning of the run' : '';
	console.log(`The trace${cut} for ui.perfetto.dev and chrome://tracing: ${folder.path(traceFile)}\n`);
}

const quarantineFile = 'quarantine.jsonl';

/** Lists every item that is left out, and tells of each file once, not at each pass over the data. */
function quarantine(folder: RunFolder, view: View): (error: StageError) => void {
	const told = new Set<string>();
	return ({ stage, item, path, message }) => {
		folder.append(quarantineFile, JSON.stringify({ stage, item, path, message }));
		if (!told.has(path ?? item)) view.log(`Left out: ${message}`);
		told.add(path ?? item);
	};
}
