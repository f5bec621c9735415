/** Whatever fails, and wherever a run is aborted: no tensor, no open file and no unhandled rejection is left. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import test, { type ExecutionContext } from 'ava';
import pretrain from '../../pipelines/pretrain.js';
import segment from '../../pipelines/segment.js';
import type { Content } from '../../src/files/atomic-write.js';
import type { Runnable } from '../../src/flow/flow.js';
import type { RunOptions } from '../../src/flow/run.js';
import { tf } from '../../src/nn/tf/tf.js';
import { parseOptions } from '../../src/options/parse.js';
import { openRunFolder, RunFolder } from '../../src/run/folder.js';
import { packageRoot } from '../../src/run/package.js';
import { folderWith } from '../data/_folder.js';
import { useBackend } from '../support/backend.js';
import { openFiles } from '../support/open-files.js';
import { sabotage } from './_sabotage.js';

const rejections: unknown[] = [];
process.on('unhandledRejection', (reason) => rejections.push(reason));

test.before(useBackend);

const fixtures = path.join(packageRoot, 'fixtures');

const tinyPretraining = {
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

const drawn = { kind: 'coco', root: path.join(fixtures, 'drawn') };
const untrained = { weights: 'untrained', size: 'micro', patch: 8, imageSize: 32, tokens: 16 };

type Build = (folder: RunFolder) => Runnable<unknown>;

const buildPretraining =
	(changes: object = {}): Build =>
	(folder) =>
		pretrain.build(parseOptions(pretrain.options, { ...tinyPretraining, ...changes }), folder);

const buildSegmentation =
	(changes: object = {}): Build =>
	(folder) =>
		segment.build(parseOptions(segment.options, { dataset: drawn, model: untrained, ...changes }), folder);

/** Runs it to its bad end, and looks at what is left. */
async function runBadly(
	t: ExecutionContext,
	build: Build,
	message: RegExp,
	options: RunOptions = {},
): Promise<void> {
	const folder = openRunFolder(path.join(folderWith(t, {}), 'run'));
	const [tensors, files] = [tf.memory().numTensors, openFiles()];
	await t.throwsAsync(build(folder).run({ maxDropRate: 0, ...options }), { message });
	folder.close();
	await sleep(1); // For rejections that nobody has taken to be told.
	t.is(tf.memory().numTensors, tensors, 'no tensor may be left');
	// A photo that was being read in another thread is closed once it has been read.
	for (let waited = 0; waited < 2000 && openFiles().length > files.length; waited += 20) await sleep(20);
	t.deepEqual(openFiles(), files, 'no file may be left open');
	t.deepEqual(rejections, [], 'no rejection may be left unhandled');
	t.deepEqual(
		filesIn(folder.folder).filter((file) => file.endsWith('.tmp')),
		[],
		'nothing half-written',
	);
}

function filesIn(folder: string): string[] {
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

for (const [name, build] of Object.entries(builds)) {
	const stages = build(openRunFolder('/never-written')).stages.slice(1, -1);
	for (const stage of new Set(stages.map((described) => described.name))) {
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
}

const failing = (file: string, build: Build): Build => {
	const fail = (): never => {
		throw new Error('the disk is full');
	};
	class FailingFolder extends RunFolder {
		override async write(name: string, content: Content): Promise<void> {
			return name === file ? fail() : super.write(name, content);
		}

		override append(name: string, line: string): void {
			if (name === file) fail();
			super.append(name, line);
		}
	}

	return ({ folder }) => build(new FailingFolder(folder));
};

const missing: readonly [string, Build, RegExp][] = [
	['pretrain: no photos', buildPretraining({ data: { files: '/nowhere' } }), /`\/nowhere` does not exist/],
	['pretrain: too few photos', buildPretraining({ steps: undefined, batchSize: 1e6 }), /`batchSize`/],
	['segment: no data set', buildSegmentation({ dataset: { ...drawn, root: '/nowhere' } }), /\/nowhere/],
	['segment: no weights', buildSegmentation({ model: { weights: '/nowhere' } }), /\/nowhere/],
	['segment: no threshold', buildSegmentation({ threshold: { from: '/nowhere' } }), /\/nowhere/],
	['pretrain: metrics', failing('metrics.jsonl', buildPretraining()), /the disk is full$/],
	['pretrain: networks', failing('teacher.safetensors', buildPretraining()), /the disk is full$/],
	['segment: records', failing('records.jsonl', buildSegmentation()), /the disk is full$/],
	['segment: summary', failing('summary.json', buildSegmentation()), /the disk is full/],
];

test.serial('pretrain: the checkpoint of another network', async (t) => {
	const first = openRunFolder(path.join(folderWith(t, {}), 'run'));
	await buildPretraining()(first).run();
	first.close();
	const [file] = filesIn(first.path('checkpoints')).sort();
	const checkpoint = { path: first.path(`checkpoints/${file}`), step: 3, next: 6 };
	const other = parseOptions(pretrain.options, { ...tinyPretraining, views: { size: 24 } });
	await runBadly(t, (folder) => pretrain.build(other, folder, checkpoint), /pos_embed/);
});

for (const [title, build, message] of missing) {
	test.serial(title, async (t) => runBadly(t, build, message));
}
