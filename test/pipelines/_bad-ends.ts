/** Runs that come to a bad end, and what must not be left of them. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import test, { type ExecutionContext } from 'ava';
import pretrain from '../../pipelines/pretrain.js';
import segment from '../../pipelines/segment.js';
import type { Runnable } from '../../src/flow/flow.js';
import type { RunOptions } from '../../src/flow/run.js';
import { evenPlaces } from '../../src/math/even-places.js';
import { tf } from '../../src/nn/tf/tf.js';
import { parseOptions } from '../../src/options/parse.js';
import { openRunFolder, type RunFolder } from '../../src/run/folder.js';
import { packageRoot } from '../../src/run/package.js';
import { folderWith } from '../data/_folder.js';
import { useBackend } from '../support/backend.js';
import { openFiles } from '../support/open-files.js';
import { sabotage } from './_sabotage.js';

const rejections: unknown[] = [];
process.on('unhandledRejection', (reason) => rejections.push(reason));

test.before(useBackend);

const fixtures = path.join(packageRoot, 'fixtures');

export const tinyPretraining = {
	data: { files: path.join(fixtures, 'photos') },
	model: { size: 'micro', patch: 8 },
	views: { size: 16 },
	reconstruction: { layers: 1 },
	distillation: { prototypes: 16, hidden: 8, bottleneck: 8 },
	contrast: { hidden: 8, out: 8 },
	optimiser: { warmUpEpochs: 0 },
	checkpoint: { everySteps: 1 },
	batchSize: 2,
	steps: 4,
};

export const drawn = { kind: 'coco', root: path.join(fixtures, 'drawn') };
const untrained = { weights: 'untrained', size: 'micro', patch: 8, imageSize: 32, tokens: 16 };

export type Build = (folder: RunFolder) => Runnable<unknown>;

export const buildPretraining =
	(changes: object = {}): Build =>
	(folder) =>
		pretrain.build(parseOptions(pretrain.options, { ...tinyPretraining, ...changes }), folder);

export const buildSegmentation =
	(changes: object = {}): Build =>
	(folder) =>
		segment.build(parseOptions(segment.options, { dataset: drawn, model: untrained, ...changes }), folder);

/** Runs it to its bad end, and looks at what is left. */
export async function runBadly(
	t: ExecutionContext,
	build: Build,
	message: RegExp,
	options: RunOptions = {},
	open: (folder: string) => RunFolder = openRunFolder,
): Promise<void> {
	const folder = open(path.join(folderWith(t, {}), 'run'));
	const [tensors, files] = [tf.memory().numTensors, openFiles()];
	await t.throwsAsync(build(folder).run({ maxDropRate: 0, ...options }), { message });
	folder.close();
	await sleep(1); // For rejections that nobody has taken to be told.
	t.is(tf.memory().numTensors, tensors, 'no tensor may be left');
	// A photo that was being read in another thread is closed once it has been read, the thread's script once it is there.
	for (let waited = 0; waited < 60_000 && openFiles().length > files.length; waited += 20) await sleep(20);
	t.deepEqual(openFiles(), files, 'no file may be left open');
	t.deepEqual(rejections, [], 'no rejection may be left unhandled');
	t.deepEqual(
		filesIn(folder.folder).filter((file) => file.endsWith('.tmp')),
		[],
		'nothing half-written',
	);
}

export function filesIn(folder: string): string[] {
	try {
		return readdirSync(folder, { recursive: true, encoding: 'utf8' });
	} catch {
		return [];
	}
}

const builds: Readonly<Record<string, Build>> = {
	pretrain: buildPretraining(),
	segment: buildSegmentation(),
	'segment, exhaustive': buildSegmentation({ prompt: { mode: 'exhaustive' } }),
};

/** @param most stages of a pipeline that are tried, evenly from the first to the last */
export function testStages(most = Number.POSITIVE_INFINITY): void {
	for (const [name, build] of Object.entries(builds)) {
		const stages = build(openRunFolder('/never-written')).stages.slice(1, -1);
		const names = [...new Set(stages.map((described) => described.name))];
		const places = evenPlaces(Math.min(most, names.length), names.length);
		for (const place of places) testStage(name, build, names[place]!);
	}
}

function testStage(name: string, build: Build, stage: string): void {
	test.serial(`${name}: \`${stage}\` fails`, async (t) => {
		using _ = sabotage(stage, () => {
			throw new Error('sabotaged');
		});
		await runBadly(t, build, /sabotaged$/);
	});

	test.serial(`${name}: aborted in \`${stage}\``, async (t) => {
		const controller = new AbortController();
		using _ = sabotage(stage, () => controller.abort(new Error('aborted')));
		await runBadly(t, build, /^aborted$/, { signal: controller.signal });
	});
}
