/** Whatever fails, and wherever a run is aborted: no tensor, no open file and no unhandled rejection is left. */
import path from 'node:path';
import test from 'ava';
import pretrain from '../../pipelines/pretrain.js';
import type { Content } from '../../src/files/atomic-write.js';
import { parseOptions } from '../../src/options/parse.js';
import { openRunFolder, RunFolder } from '../../src/run/folder.js';
import { folderWith } from '../data/_folder.js';
import {
	type Build,
	buildPretraining,
	buildSegmentation,
	drawn,
	filesIn,
	runBadly,
	testStages,
	tinyPretraining,
} from './_bad-ends.js';

// Some of the stages; `failures.long.ts` goes through all.
testStages(2);

/** A folder in which a file can't be written. */
const without = (file: string) => (folder: string) => {
	const fail = (): never => {
		throw new Error('the disk is full');
	};
	class FullFolder extends RunFolder {
		override async write(name: string, content: Content): Promise<void> {
			return name === file ? fail() : super.write(name, content);
		}

		override append(name: string, line: string): void {
			if (name === file) fail();
			super.append(name, line);
		}
	}

	return new FullFolder(openRunFolder(folder).folder);
};

const missing: readonly [string, Build, RegExp, ReturnType<typeof without>?][] = [
	['pretrain: no photos', buildPretraining({ data: { files: '/nowhere' } }), /`\/nowhere` does not exist/],
	[
		'pretrain: too few photos',
		buildPretraining({ steps: undefined, batchSize: 1e6 }),
		/less than a batch of 1000000/,
	],
	['segment: no data set', buildSegmentation({ dataset: { ...drawn, root: '/nowhere' } }), /\/nowhere/],
	['segment: no weights', buildSegmentation({ model: { weights: '/nowhere' } }), /\/nowhere/],
	['segment: no threshold', buildSegmentation({ threshold: { from: '/nowhere' } }), /\/nowhere/],
	['pretrain: metrics', buildPretraining(), /the disk is full$/, without('metrics.jsonl')],
	['pretrain: networks', buildPretraining(), /the disk is full$/, without('teacher.safetensors')],
	['segment: records', buildSegmentation(), /the disk is full$/, without('records.jsonl')],
	['segment: summary', buildSegmentation(), /the disk is full/, without('summary.json')],
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

for (const [title, build, message, open] of missing) {
	test.serial(title, async (t) => runBadly(t, build, message, {}, open));
}
