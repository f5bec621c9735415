import type { StageReport } from '../flow/meter.js';
import { carryOut, type RunListener } from '../launch/carry-out.js';
import type { Start } from '../launch/start-record.js';
import { Profile } from '../profile/profile.js';
import { traceJson } from '../profile/trace.js';
import type { RunFolder } from '../run/folder.js';
import { findPipeline } from './find/find-pipelines.js';
import { type SignalWatch, watchSignals } from './signals.js';
import { type RunFlags, startRun } from './start.js';
import { createView } from './views/live.js';
import { formatProfile } from './views/profile-table.js';
import type { View } from './views/view.js';

/** A run that was stopped before its end: EX_TEMPFAIL of sysexits.h, for schedulers to take as "run it again". */
export const stoppedEarly = 75;

/** `mmc run <pipeline>`: the run's exit code. */
export async function runCommand(name: string, flags: RunFlags, args: readonly string[]): Promise<number> {
	const found = await findPipeline(name, flags.pipelines);
	const start = await startRun(found, flags, (line) => console.error(line));
	const profile = flags.profile ? new Profile() : undefined;
	const { result, isOver, exitCode } = await carryOut(found, start, listen(found.name, start, args, profile));
	console.log(found.pipeline.describe?.(result) ?? `Results are in ${start.folder.folder}`);
	if (exitCode !== 0 || isOver) return exitCode;
	if (found.pipeline.mayChange) console.log(`Go on by: mmc run ${name} --resume ${start.folder.folder}`);
	return stoppedEarly;
}

/** Shows the run as it goes on, and lets Ctrl-C stop it. */
function listen(
	title: string,
	{ folder }: Start,
	args: readonly string[],
	profile: Profile | undefined,
): RunListener {
	let view: View | undefined;
	let signals: SignalWatch | undefined;
	let listening: Disposable | undefined;
	const log = (line: string) => (view ? view.log(line) : console.error(line));
	return {
		args,
		log,
		onBegin() {
			view = createView({ stream: process.stderr, title });
			signals = watchSignals(log);
			listening = profile?.listen();
			return { stop: signals.stop, signal: signals.abort };
		},
		onProgress: (progress) => view?.update(progress),
		onBusy: profile?.stage,
		onEnd() {
			view?.close();
			view = undefined;
			signals?.close();
			listening?.[Symbol.dispose]();
		},
		onResult: async (stages) => profile && saveProfile(profile, title, stages, folder),
	};
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
