import { printable } from '../files/printable.js';
import type { StageReport } from '../flow/meter.js';
import { carryOut, type RunListener } from '../launch/carry-out.js';
import { Profile } from '../profile/profile.js';
import { traceJson } from '../profile/trace.js';
import type { RunFolder } from '../run/folder.js';
import { dryRun } from './dry-run.js';
import { findPipeline } from './find/find-pipelines.js';
import { watchSignals } from './signals.js';
import { type RunFlags, startRun } from './start.js';
import { createView } from './views/live.js';
import { formatProfile } from './views/profile-table.js';
import type { View } from './views/view.js';

/**
 * Exit code of a run that was stopped before its end: EX_TEMPFAIL of sysexits.h, for schedulers to take as "run it
 * again".
 */
export const stoppedEarly = 75;

/** Runs `mmc run <pipeline>`. Returns the exit code. */
export async function runCommand(name: string, flags: RunFlags, args: readonly string[]): Promise<number> {
	const terminal = new RunTerminal();
	const signals = watchSignals(terminal.log); // From the first moment: a scheduler may end the run at any.
	try {
		const found = await findPipeline(name, flags.pipelines);
		const start = await startRun(found, flags, terminal.log);
		if (flags.dryRun) return await dryRun(found.pipeline, start, signals.stop);
		const profile = flags.profile ? new Profile() : undefined;
		const { result, isOver, exitCode } = await carryOut(found, start, {
			args,
			signal: signals.abort,
			stop: signals.stop,
			...terminal.listen(found.name, start.folder, profile),
			onEnd() {
				terminal.close();
				signals.close(); // The results are there: what is left may be ended at any moment.
			},
		});
		console.log(printable(found.pipeline.describe?.(result) ?? `Results are in ${start.folder.folder}`));
		if (exitCode !== 0 || isOver) return exitCode;
		if (found.pipeline.mayChange)
			console.log(`Continue with: mmc run ${name} --resume ${start.folder.folder}`);
		return stoppedEarly;
	} finally {
		signals.close();
	}
}

/** Shows a run as it goes on. */
class RunTerminal {
	#view: View | undefined;
	#profiling: Disposable | undefined;

	/** Prints a line that stays. */
	readonly log = (line: string): void => {
		if (this.#view) this.#view.log(line);
		else console.error(printable(line));
	};

	listen(
		title: string,
		folder: RunFolder,
		profile: Profile | undefined,
	): Pick<RunListener, 'log' | 'onBegin' | 'onProgress' | 'onBusy' | 'onResult'> {
		return {
			log: this.log,
			onBegin: () => {
				this.#view = createView({ stream: process.stderr, title });
				this.#profiling = profile?.listen();
			},
			onProgress: (progress) => this.#view?.update(progress),
			onBusy: profile?.stage,
			onResult: async (stages) => profile && saveProfile(profile, title, stages, folder),
		};
	}

	close(): void {
		this.#view?.close();
		this.#view = undefined;
		this.#profiling?.[Symbol.dispose]();
	}
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
