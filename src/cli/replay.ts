import { copyFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { cutBack } from '../launch/resume.js';
import { describeStart } from '../launch/start-record.js';
import { openBackend } from '../nn/backend/backend.js';
import { parseOptions } from '../options/parse.js';
import type { OptionValues } from '../options/settings.js';
import { type Checkpoint, checkpointSteps, stateBefore } from '../run/checkpoints.js';
import type { RunFolder } from '../run/folder.js';
import { type Provenance, readProvenance, versionChanges } from '../run/provenance.js';
import { type FoundPipeline, findPipeline } from './find/find-pipelines.js';
import { watchSignals } from './signals.js';
import {
	describeRecord,
	readStepRecord,
	recordChanges,
	StepListener,
	type StepRecord,
} from './step-record.js';
import { createView } from './views/live.js';

/**
 * Runs `mmc replay RUN STEP`: repeats a step of a training, with the batches that were refused at it, from the
 * nearest state before it. It works in its own folder; the run's stays unchanged.
 *
 * @returns 0 when all is as the run has written it down, 1 when anything differs
 * @throws {Error} when the run is no training, has not come to the step, or has no state before it
 */
export async function replayCommand(
	run: string,
	step: number,
	pipelines: readonly string[],
	args: readonly string[],
): Promise<number> {
	const provenance = await readProvenance(run);
	const found = await findPipeline(provenance.pipeline, pipelines);
	if (found.pipeline.mayChange === undefined) {
		throw new Error(`\`${run}\` is a run of \`${found.name}\`, which is no training: it has no steps`);
	}

	const written = await readStepRecord(run, step);
	const state = await nearestState(run, provenance, written);
	const made = await makeAgain(found, { run, provenance, state, written, args });
	process.stdout.write(describeRecord(made));
	const changes = recordChanges(written, made);
	console.log(
		changes.length === 0
			? `Reproduced: all is as \`${run}\` has it, to the last bit`
			: ['Not reproduced. What the run has, and what it is now:', ...changes].join('\n  '),
	);
	return changes.length === 0 ? 0 : 1;
}

const tell = (line: string) => console.error(line);

/** Finds the nearest state; `undefined` for the beginning. */
async function nearestState(
	run: string,
	{ forkedFrom }: Provenance,
	{ step, incidents }: StepRecord,
): Promise<Checkpoint | undefined> {
	const from = incidents[0]?.from;
	const state = await stateBefore(run, { step, ...(from !== undefined && { from }) }, tell);
	const steps = await checkpointSteps(run);
	if (state) {
		tell(`From the state after step ${state.step}: ${path.relative(run, state.path)}`);
		return state;
	}

	if (steps.length > 0 || forkedFrom) {
		throw new Error(
			`Step ${step} can't be made again: \`${run}\` has no whole state before it, its checkpoints are of ` +
				`${steps.length === 0 ? 'no step' : `steps ${steps.join(', ')}`}. \`checkpoint.keep\` says how many stay`,
		);
	}

	tell('From the beginning: there is no checkpoint yet');
	return undefined;
}

interface Replay {
	readonly run: string;
	readonly provenance: Provenance;
	readonly state: Checkpoint | undefined;
	readonly written: StepRecord;
	readonly args: readonly string[];
}

/** Trains from a state until everything that was recorded of the step is made again. */
async function makeAgain(found: FoundPipeline, replay: Replay): Promise<StepRecord> {
	const { run, state, written } = replay;
	const options = await sameOptions(found, replay);
	const view = createView({ stream: process.stderr, title: 'replay' });
	const signals = watchSignals((line) => view.log(line));
	const end = new AbortController();
	const listener = new StepListener(written, () => end.abort());
	const folder = listener.openFolder(await mkdtemp(path.join(tmpdir(), 'mmc-replay-')));
	try {
		await copyRecords(run, folder, state);
		const running = found.pipeline.build(options, folder, state).run({
			seed: replay.provenance.seed,
			stop: signals.stop,
			signal: AbortSignal.any([signals.abort, end.signal]),
			onProgress: (progress) => view.update(progress),
		});
		await running.catch((error) => {
			if (!end.signal.aborted) throw error;
		});
		if (!end.signal.aborted) throw new Error(`Stopped before step ${written.step} was made again`);
		return listener.record;
	} finally {
		view.close();
		signals.close();
		folder.close();
		await rm(folder.folder, { recursive: true });
	}
}

/** Returns the options of the run, and reports changed versions. */
async function sameOptions(
	{ name, pipeline }: FoundPipeline,
	{ provenance, args }: Replay,
): Promise<unknown> {
	const { seed, versions } = provenance;
	const options = parseOptions(pipeline.options, provenance.options as OptionValues, name);
	const now = await describeStart(name, { options, seed }, await openBackend(), args);
	for (const change of versionChanges(versions, now.versions)) tell(`Other bits may come of it: ${change}`);
	return options;
}

/** Copies what a resumed run reads of the time before, so that it behaves here as it did there. */
async function copyRecords(run: string, folder: RunFolder, state: Checkpoint | undefined): Promise<void> {
	const names = await readdir(run);
	const records = names.filter((name) => /\.jsonl?$/.test(name));
	await Promise.all(records.map((name) => copyFile(path.join(run, name), folder.path(name))));
	await cutBack(folder, state?.step ?? 0, state?.next ?? 0);
}
