import { formatChange, type OptionChange, optionChanges } from '../options/changes.js';
import { clearCheckpoints, newestCheckpoint } from '../run/checkpoints.js';
import { openRunFolder, type RunFolder } from '../run/folder.js';
import { versionChanges } from '../run/provenance.js';
import { lockRun } from '../run/run-lock.js';
import { changeOptions, type EarlierRun } from './earlier-run.js';
import { describeStart, type NamedPipeline, type RunRequest, type Start } from './start-record.js';

/**
 * Resumes a run in its own folder, with its own options.
 *
 * @throws {Error} naming the options that differ and that its result depends on
 * @throws {RunLockedError} when another process works on it
 */
export async function resumeRun(
	found: NamedPipeline,
	request: RunRequest,
	{ provenance, run }: EarlierRun,
	warn: (line: string) => void,
): Promise<Start> {
	const { options, changes } = changeOptions(found, provenance, request.given);
	const { seed } = provenance;
	refuseChanges(found, seedChange(request, seed), changes);
	const folder = openRunFolder(run, { resume: true });
	const lock = await lockRun(folder, warn);
	const checkpoint = await newestCheckpoint(run, warn).catch((error) => {
		lock[Symbol.dispose]();
		throw error;
	});
	const { step, next } = checkpoint ?? { step: 0, next: 0 };
	warn(
		`Going on with \`${run}\` ${step === 0 ? 'at the beginning: it has no checkpoint yet' : `after step ${step}`}`,
	);
	for (const change of changes) warn(`Changed: ${formatChange(change)}`);
	return {
		options,
		seed,
		folder,
		checkpoint,
		lock,
		isResumed: true,
		async record(backend, args) {
			const now = await describeStart(found.name, { options, seed }, backend, args);
			for (const change of versionChanges(provenance.versions, now.versions)) {
				warn(`Not bit for bit as without the interruption: ${change}`);
			}

			await cutBack(folder, step, next);
			await clearCheckpoints(run, step);
			const { versions, gitRevision, startedAt, command } = now;
			folder.append('resumes.jsonl', JSON.stringify({ step, startedAt, command, versions, gitRevision }));
			if (changes.length > 0)
				await folder.writeJson('options.json', { ...provenance, options, hash: now.hash });
		},
	};
}

/** Removes what a run wrote after the state it resumes from, since it will write the same again. */
export async function cutBack(folder: RunFolder, step: number, next: number): Promise<void> {
	await folder.keepLines('metrics.jsonl', (line) => Number(line.step) <= step);
	await folder.keepLines('incidents.jsonl', ({ to }) => Number(to) < next);
	// An `item` is text such as `item 41`.
	await folder.keepLines('quarantine.jsonl', ({ item }) => Number.parseInt(String(item).slice(5), 10) < next);
}

function seedChange({ seed }: RunRequest, before: number): readonly OptionChange[] {
	return seed === undefined ? [] : optionChanges({ '--seed': before }, { '--seed': seed });
}

function refuseChanges(
	{ pipeline }: NamedPipeline,
	seed: readonly OptionChange[],
	changes: readonly OptionChange[],
): void {
	const isHarmless = ({ path: option }: OptionChange) =>
		pipeline.mayChange?.some((allowed) => option === allowed || option.startsWith(`${allowed}.`));
	const refused = [...seed, ...changes.filter((change) => !isHarmless(change))];
	if (refused.length === 0) return;
	throw new Error(
		[
			'A run that goes on keeps its options; these differ:',
			...refused.map((change) => `  ${formatChange(change)}`),
		]
			.concat('Leave them out, or start a new run from its state with `--fork`')
			.join('\n'),
	);
}
