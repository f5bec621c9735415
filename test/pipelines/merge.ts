import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test, { type ExecutionContext } from 'ava';
import merge from '../../pipelines/merge.js';
import segment from '../../pipelines/segment.js';
import similarity from '../../pipelines/similarity.js';
import { readSummary } from '../../src/eval/statistics/read-summary.js';
import { openRunFolder } from '../../src/run/folder.js';
import { folderWith } from '../data/_folder.js';
import { drawPhotos } from './_drawn-photos.js';

const pipelines = { segment, similarity };
const model = { weights: 'colour', tokens: 64 };

/** Runs a pipeline on a drawn data set, and returns its folder. */
async function evaluate(
	t: ExecutionContext,
	root: string,
	name: 'segment' | 'similarity',
	options: object = {},
): Promise<string> {
	const { options: schema, build } = pipelines[name];
	const folder = openRunFolder(path.join(folderWith(t, {}), 'run'));
	const parsed = schema.parse({ dataset: { kind: 'folder', root }, model, ...options });
	await build(parsed as never, folder).run();
	folder.close();
	return folder.folder;
}

async function join(t: ExecutionContext, runs: readonly string[]): Promise<string> {
	const folder = openRunFolder(path.join(folderWith(t, {}), 'run'));
	await merge.build({ runs: [...runs] }, folder).run();
	folder.close();
	return folder.folder;
}

const shardsOf = (t: ExecutionContext, root: string, name: 'segment' | 'similarity', shards: string[]) =>
	Promise.all(shards.map((shard) => evaluate(t, root, name, { shard })));

for (const [name, files] of [
	['segment', ['summary.json', 'instances.csv', 'curve.csv', 'records.jsonl']],
	['similarity', ['summary.json', 'similarity.csv', 'similarity-records.jsonl']],
] as const) {
	test(`${name}: shards join to the bytes of one process, even empty ones and in any order`, async (t) => {
		const root = await drawPhotos(t, 4);
		const whole = await evaluate(t, root, name);
		const shards = await shardsOf(t, root, name, ['3/5', '1/5', '5/5', '4/5', '2/5']);
		const joined = await join(t, shards);
		for (const file of files) {
			const [one, other] = [whole, joined].map((run) => readFileSync(path.join(run, file), 'utf8'));
			t.is(one, other, file);
		}
		t.false(existsSync(path.join(shards[0]!, 'summary.json')), 'a part is not taken for the whole');
	});
}

test('a given threshold is kept in the shards', async (t) => {
	const root = await drawPhotos(t, 2);
	const threshold = { from: 0.4, component: true };
	const shards = [
		await evaluate(t, root, 'segment', { threshold, shard: '0/2' }),
		await evaluate(t, root, 'segment', { threshold, shard: '1/2' }),
	];
	const { metrics, protocol } = await readSummary(await join(t, shards));
	t.is(metrics.threshold!.value, 0.4);
	t.deepEqual(protocol.threshold, { choice: 'given', component: true });
});

test('what does not make a whole is refused', async (t) => {
	const root = await drawPhotos(t, 3);
	const [first, second, third] = (await shardsOf(t, root, 'segment', ['1/3', '2/3', '3/3'])) as [
		string,
		string,
		string,
	];
	const whole = await evaluate(t, root, 'segment');
	const refused = async (runs: readonly string[], message: RegExp) =>
		void (await t.throwsAsync(join(t, runs), { message }));
	await refused([first, second], /^2 of 3 shards were given\. Missing: `0\/3`$/);
	await refused([first, second, third, second], /hold the same photos, those of the shard `2\/3`: give one/);
	await refused([first, whole], /is no shard, .* it is whole already$/);
	await refused(
		[first, 'gone'],
		/`gone` is no shard, .* is it the folder of a finished run with `shard=i\/n`\?$/,
	);
	await t.throwsAsync(readSummary(first), { message: /is one shard .* join all of them by `mmc merge`$/ });

	const other = await evaluate(t, root, 'segment', { prompt: { mode: 'box' }, shard: '2/3' });
	await refused(
		[first, other, third],
		/not shards of the same .*\n.*prompt\.mode: "centre" in `.*`, "box" in/s,
	);

	const records = path.join(second, 'records.jsonl');
	writeFileSync(records, readFileSync(records, 'utf8').split('\n').slice(0, 1).join('\n').concat('\n'));
	await refused(
		[first, second, third],
		/holds 1 records, but `shard\.json` beside it says 2: copy the run whole/,
	);
});
