/** The command line. It is frozen: `--set` and `--options` alone reach a pipeline's options. */
import { Command, InvalidArgumentError } from 'commander';
import { compareCommand } from './cli/compare.js';
import { doctorCommand } from './cli/doctor.js';
import { exportNetwork } from './cli/export.js';
import { findPipelines } from './cli/find/find-pipelines.js';
import { formatList } from './cli/list.js';
import { tolerateLostOutput } from './cli/output.js';
import { replayCommand } from './cli/replay.js';
import { reportCommand } from './cli/report.js';
import { runCommand, stoppedEarly } from './cli/run.js';
import { setupCommand } from './cli/setup.js';
import { showPipeline } from './cli/show-pipeline.js';
import { InterruptedError } from './cli/signals.js';
import { watchCommand } from './cli/watch.js';
import { printable } from './files/printable.js';
import { StageError, StoppedError } from './flow/errors.js';
import { packageVersion } from './run/package.js';
import { RunLockedError } from './run/run-lock.js';

const collect = (value: string, before: readonly string[]) => [...before, value];

const wholeNumber = (least: number) => (text: string) => {
	const value = Number(text);
	if (!Number.isSafeInteger(value) || value < least) {
		throw new InvalidArgumentError(`It is a whole number from ${least} to ${Number.MAX_SAFE_INTEGER}.`);
	}

	return value;
};

const notEmpty = (text: string) => {
	if (text.trim() === '') throw new InvalidArgumentError('It is empty: give a path, or leave it out.');
	return text;
};

const exit = (code: number) => {
	process.exitCode = code;
};

function addList(mmc: Command): void {
	mmc
		.command('list')
		.description('lists the named pipelines')
		.option('--pipelines <folder>', 'a folder with pipelines of your own; repeatable', collect, [])
		.action(async ({ pipelines }) => {
			const found = await findPipelines(pipelines);
			const listed = found.map(({ name, from, pipeline }) => ({ name, from, summary: pipeline.summary }));
			process.stdout.write(formatList(listed, process.stdout.columns));
		});
}

function addShow(mmc: Command): void {
	mmc
		.command('show')
		.description('prints the stages and all options of a pipeline')
		.argument('<pipeline>', 'its name, or the path of its file')
		.option('--set <path=value>', 'an option; repeatable', collect, [])
		.option('--pipelines <folder>', 'a folder with pipelines of your own; repeatable', collect, [])
		.option('--mermaid', 'print the stages as a Mermaid flowchart instead', false)
		.action(async (name, flags) => {
			process.stdout.write(await showPipeline(name, flags, process.stdout.columns));
		});
}

function addRun(mmc: Command, args: readonly string[]): void {
	mmc
		.command('run')
		.description('runs a pipeline; the results are a folder')
		.showHelpAfterError(
			'What a pipeline can be told goes by `--set path=value`: `mmc show <pipeline>` lists it.',
		)
		.argument('<pipeline>', 'its name, or the path of its file')
		.option('--set <path=value>', 'an option (see `mmc show`); repeatable', collect, [])
		.option(
			'--options <file>',
			'a JSON file of options, or the options.json of a run; repeatable',
			collect,
			[],
		)
		.option('--seed <number>', 'what every random number follows from (default: 0)', wholeNumber(0))
		.option('--dry-run', 'print what would be done, with which memory, and end', false)
		.option('--out <folder>', 'the run’s folder (default: runs/<pipeline>-<date>-<time>)', notEmpty)
		.option('--resume <run>', 'go on with the run in this folder, with its options', notEmpty)
		.option('--fork', 'with --resume: start a new run from its state instead', false)
		.option(
			'--profile',
			'print the time of each operation and stage, and write trace.json for Perfetto',
			false,
		)
		.option('--pipelines <folder>', 'a folder with pipelines of your own; repeatable', collect, [])
		.action(async (name, flags) => exit(await runCommand(name, flags, args)));
}

function addWatch(mmc: Command): void {
	mmc
		.command('watch')
		.description('shows a run of another terminal until it ends')
		.argument('<run>', 'its folder')
		.action(async (run) => exit(await watchCommand(run, { stream: process.stdout })));
}

function addReplay(mmc: Command, args: readonly string[]): void {
	mmc
		.command('replay')
		.description('makes a step of a training again, with the batches that were refused at it')
		.argument('<run>', 'its folder')
		.argument('<step>', 'as `incidents.jsonl` and `metrics.jsonl` count, from 1', wholeNumber(1))
		.option('--pipelines <folder>', 'a folder with pipelines of your own; repeatable', collect, [])
		.action(async (run, step, { pipelines }) => exit(await replayCommand(run, step, pipelines, args)));
}

function addReport(mmc: Command): void {
	mmc
		.command('report')
		.description('writes the report.html of a run anew, also while it goes on')
		.argument('<run>', 'its folder')
		.option('--pipelines <folder>', 'a folder with pipelines of your own; repeatable', collect, [])
		.action(async (run, { pipelines }) => {
			process.stdout.write(`${await reportCommand(run, pipelines)}\n`);
		});
}

function addCompare(mmc: Command): void {
	mmc
		.command('compare')
		.description('prints the results of several evaluation runs side by side')
		.argument('<run...>', 'folders of runs')
		.option('--format <format>', 'text, markdown or csv', 'text')
		.option('--force', 'compare even runs whose protocols differ', false)
		.action(async (runs, flags) => exit(await compareCommand(runs, flags)));
}

function addMerge(mmc: Command, args: readonly string[]): void {
	mmc
		.command('merge')
		.description('joins the shards of an evaluation into one run')
		.argument('<run...>', 'folders of all its shards')
		.option('--out <folder>', 'the joined run’s folder (default: runs/merge-<date>-<time>)', notEmpty)
		.action(async (runs, { out }) => {
			const flags = { set: [`runs=${JSON.stringify(runs)}`], options: [], fork: false, pipelines: [] };
			exit(await runCommand('merge', { ...flags, ...(out && { out }) }, args));
		});
}

function addExport(mmc: Command): void {
	mmc
		.command('export')
		.description('writes a network for timm or transformers, and prints the Python that loads it')
		.argument('<run|file>', 'the folder of a training run, or a file of weights')
		.requiredOption('--format <format>', 'timm (a safetensors file) or huggingface (a folder)')
		.option('--network <network>', 'of a run or a checkpoint: teacher or student', 'teacher')
		.option('--heads <number>', 'attention heads, if the file does not tell', wholeNumber(1))
		.requiredOption('--out <path>', 'the file or folder to write; nothing is overwritten', notEmpty)
		.action(async (source, flags) => {
			process.stdout.write(await exportNetwork(source, flags));
		});
}

function addSetup(mmc: Command): void {
	mmc
		.command('setup')
		.description('gets and builds TensorFlow, once for all your projects')
		.option('--cuda', 'for NVIDIA GPUs', false)
		.option('--from <path>', 'an existing TensorFlow: a wheel, or the folder it is installed in')
		.action(async (flags) => exit(await setupCommand(flags)));
}

function addDoctor(mmc: Command): void {
	mmc
		.command('doctor')
		.description('checks everything that training needs, and says what to do about each trouble')
		.option('--deep', 'also reads every file that set-up has left, to find damage', false)
		.action(async (flags) => exit(await doctorCommand(flags)));
}

function program(args: readonly string[]): Command {
	const mmc = new Command('mmc')
		.description(
			'Pretrains vision transformers from unlabelled images and measures, zero-shot, what they understand.',
		)
		.version(packageVersion)
		.showSuggestionAfterError();
	addList(mmc);
	addShow(mmc);
	addRun(mmc, args);
	addWatch(mmc);
	addReplay(mmc, args);
	addReport(mmc);
	addCompare(mmc);
	addMerge(mmc, args);
	addExport(mmc);
	addSetup(mmc);
	addDoctor(mmc);
	return mmc;
}

/** Runs `mmc` with the arguments after its name; sets the process' exit code. */
export async function main(args: readonly string[]): Promise<void> {
	tolerateLostOutput(args[0] !== 'run' && args[0] !== 'merge');
	try {
		await program(args).parseAsync([...args], { from: 'user' });
	} catch (error) {
		process.exitCode = exitCodeOf(error);
		process.stderr.write(`${printable(explain(error))}\n`);
	}
}

function exitCodeOf(error: unknown): number {
	if (error instanceof InterruptedError || error instanceof RunLockedError) return error.exitCode;
	return error instanceof StoppedError ? stoppedEarly : 1;
}

/** The message is for users; the stack is shown only on request. */
function explain(error: unknown): string {
	if (!(error instanceof Error)) {
		return String(error);
	}

	const cause = error instanceof StageError ? (error.cause as Error) : error;
	return process.env.MMC_DEBUG ? `${error.message}\n${cause.stack}` : error.message;
}
