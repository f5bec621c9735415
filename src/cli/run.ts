import type { StageError } from '../flow/errors.js';
import type { Runnable } from '../flow/flow.js';
import type { StageReport } from '../flow/report.js';
import { type Backend, openBackend } from '../nn/backend.js';
import { defaultRunFolder, openRunFolder, type RunFolder } from '../run/folder.js';
import { parseOptions } from '../run/options.js';
import { describeRun } from '../run/provenance.js';
import { mergeOptions, parseSettings, readOptionsFile } from '../run/settings.js';
import { type FoundPipeline, findPipeline } from './find-pipelines.js';
import { createView, type View } from './live-view.js';
import { watchSignals } from './signals.js';

/** The flags of `mmc run`; what a pipeline can be told is reached by `set` and `options` only. */
export interface RunFlags {
	readonly set: readonly string[];
	readonly options: readonly string[];
	readonly seed: number;
	readonly out?: string;
	readonly pipelines: readonly string[];
}

/** `mmc run <pipeline>`: the run's exit code. */
export async function runCommand(name: string, flags: RunFlags, args: readonly string[]): Promise<number> {
	const found = await findPipeline(name, flags.pipelines);
	const options = await readOptions(found, flags);
	const folder = openRunFolder(flags.out ?? defaultRunFolder(found.name));
	try {
		const backend = await openBackend();
		const { seed } = flags;
		const versions = { [backend.name]: backend.version };
		const runnable = found.pipeline.build(options, folder);
		await folder.writeJson(
			'options.json',
			await describeRun({ pipeline: found.name, options, seed, versions, args }),
		);
		const result = await execute(found.name, runnable, folder, seed, backend);
		console.log(found.pipeline.describe?.(result) ?? `Results are in ${folder.folder}`);
		return 0;
	} finally {
		folder.close();
	}
}

/** The pipeline's preset, then the option files, then the settings: the later win. */
async function readOptions({ name, pipeline }: FoundPipeline, { options, set }: RunFlags): Promise<unknown> {
	const files = await Promise.all(options.map(readOptionsFile));
	const values = mergeOptions({ ...pipeline.preset }, ...files, parseSettings(set));
	return parseOptions(pipeline.options, values, name);
}

async function execute(
	title: string,
	runnable: Runnable<unknown>,
	folder: RunFolder,
	seed: number,
	backend: Backend,
): Promise<unknown> {
	const view = createView({ stream: process.stderr, title });
	if (backend.notice) {
		view.log(backend.notice);
	}

	const signals = watchSignals((line) => view.log(line));
	let stages: readonly StageReport[] = [];
	try {
		return await runnable.run({
			seed,
			stop: signals.stop,
			signal: signals.abort,
			onSkip: (error) => quarantine(error, folder, view),
			onProgress: (progress, report) => view.update({ ...progress, stages: report() }),
			onEnd: (report) => {
				stages = report;
			},
		});
	} finally {
		view.close();
		signals.close();
		await folder.writeJson('stages.json', stages);
	}
}

function quarantine({ stage, item, path, message }: StageError, folder: RunFolder, view: View): void {
	folder.append('quarantine.jsonl', JSON.stringify({ stage, item, path, message }));
	view.log(`Left out: ${message}`);
}
