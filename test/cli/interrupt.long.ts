import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { packageRoot } from '../../src/run/package.js';
import { folderWith } from '../data/_folder.js';
import { startMmc } from '../support/run-mmc.js';

const tiny = {
	data: { files: path.join(packageRoot, 'fixtures/photos') },
	model: { size: 'micro', patch: 8 },
	views: { size: 16 },
	distillation: { prototypes: 16, hidden: 8, bottleneck: 8 },
	contrast: { hidden: 8, out: 8 },
	optimiser: { warmUpEpochs: 0 },
	batchSize: 8,
	steps: 100_000,
};

const linesOf = (file: string) => readFileSync(file, 'utf8').trim().split('\n');

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
	test.serial(`${signal} stops a training in order, which keeps what it has and says so`, async (t) => {
		const folder = folderWith(t, { 'tiny.json': JSON.stringify(tiny) });
		const args = ['run', 'pretrain', '--options', 'tiny.json', '--out', 'run'];
		const mmc = startMmc(args, { cwd: folder });
		await mmc.says(/pretrain \d+\/100000 steps/);
		mmc.kill(signal);
		const { code, stdout, stderr } = await mmc.ended;

		t.is(code, 75, `EX_TEMPFAIL, for schedulers to run it again: ${stderr}`);
		t.regex(stderr, /^Stopping after the work in hand; press Ctrl-C again to stop at once$/m);
		t.regex(stdout, /^Trained \d+ of 100000 \(stopped early\) steps\./m);
		t.regex(stdout, /^Written to run: student\.safetensors, teacher\.safetensors, metrics\.jsonl$/m);
		t.regex(stdout, /^Continue with: mmc run pretrain --resume run$/m);

		const run = path.join(folder, 'run');
		const steps = Number(/Trained (\d+)/.exec(stdout)![1]);
		t.deepEqual(
			linesOf(path.join(run, 'metrics.jsonl')).map((line) => JSON.parse(line).step),
			Array.from({ length: steps }, (_, i) => i + 1),
		);
		for (const network of ['student', 'teacher']) t.true(isWhole(path.join(run, `${network}.safetensors`)));
		t.true(JSON.parse(readFileSync(path.join(run, 'stages.json'), 'utf8')).length > 10);
		t.false(readdirSync(run, { recursive: true, encoding: 'utf8' }).some((file) => file.endsWith('.tmp')));
	});
}

/** Whether a file of safetensors ends where its header says. */
function isWhole(file: string): boolean {
	const bytes = readFileSync(file);
	const length = Number(bytes.readBigUInt64LE());
	const { __metadata__, ...tensors } = JSON.parse(bytes.subarray(8, 8 + length).toString());
	const ends = Object.values(tensors as Record<string, { data_offsets: [number, number] }>);
	return Math.max(...ends.map(({ data_offsets }) => data_offsets[1])) === bytes.length - 8 - length;
}

for (const [file, ...options] of [['summary.json'], ['shard.json', '--set', 'shard=0/1']] as const) {
	test.serial(
		`an evaluation that is stopped leaves no ${file}, which would pass for all photos’`,
		async (t) => {
			const folder = folderWith(t, {});
			const objects = `dataset.root=${path.join(packageRoot, 'fixtures/objects')}`;
			const args = ['--set', 'dataset.kind=coco', '--set', objects, '--set', 'model.weights=colour'];
			const mmc = startMmc(['run', 'segment', ...args, ...options, '--out', 'run'], { cwd: folder });
			await mmc.says(/segment \d+ objects/);
			mmc.kill('SIGINT');
			const { code, stdout, stderr } = await mmc.ended;

			t.is(code, 75, stderr);
			t.regex(stderr, /^Stopped before its end, with \d+ items done: no result is made of a part of them\./m);
			t.is(stdout, '');
			const run = path.join(folder, 'run');
			t.false(existsSync(path.join(run, file)));
			t.is(JSON.parse(readFileSync(path.join(run, 'status.json'), 'utf8')).state, 'stopped');
		},
	);
}

/** Its second item is in work for days, unless the run is aborted. */
const slow = `
	import { setTimeout } from 'node:timers/promises';
	import { definePipeline, from, map, toArray } from 'masked-momentum';
	import { z } from 'zod';

	export default definePipeline({
		summary: 'Takes its time',
		options: z.strictObject({}),
		build: (_, folder) =>
			from(() => [0, 1e9])
				.via(map('write', (x) => (folder.append('items.jsonl', String(x)), x)))
				.via(map('wait', (x, { signal }) => setTimeout(x, x, { signal })))
				.into(toArray()),
	});
`;

test.serial('the end of the terminal stops a run as a scheduler does', async (t) => {
	const folder = folderWith(t, { 'slow.js': slow });
	const mmc = startMmc(['run', './slow.js', '--out', 'run'], { cwd: folder });
	while (!readdirSync(folder).includes('run') || !hasItems(folder)) await sleep(20);
	mmc.kill('SIGHUP');
	await mmc.says(/^Stopping after the work in hand/m);
	mmc.kill('SIGHUP');
	t.is((await mmc.ended).code, 129);
	t.is(JSON.parse(readFileSync(path.join(folder, 'run/status.json'), 'utf8')).state, 'stopped');
});

/** Opens something for a minute, unless it is told to give up. */
const opening = `
	import { appendFileSync } from 'node:fs';
	import { setTimeout } from 'node:timers/promises';
	import { definePipeline, from, resource, toArray } from 'masked-momentum';
	import { z } from 'zod';

	export default definePipeline({
		summary: 'Takes its time before it begins',
		options: z.strictObject({}),
		mayChange: [],
		build() {
			const listing = resource('listing', ({ signal }) => {
				appendFileSync('opening', '');
				return setTimeout(60_000, undefined, { signal });
			});
			const ones = { name: 'ones', types: 'number', uses: [listing], open: () => [1] };
			return from(ones).into(toArray());
		},
	});
`;

test.serial('a run that is ended before its work is one to run again, and leaves nothing', async (t) => {
	const folder = folderWith(t, { 'opening.js': opening });
	const args = ['run', './opening.js', '--out', 'run'];
	const environment = { MMC_BACKEND: 'cpu' };

	const listing = startMmc(args, { cwd: folder, environment });
	while (!readdirSync(folder).includes('opening')) await sleep(20);
	listing.kill('SIGTERM');
	const ended = await listing.ended;
	t.is(ended.code, 75, ended.stderr);
	t.deepEqual(readdirSync(folder).sort(), ['opening', 'opening.js']);

	// Once, as soon as anything listens: while the program loads, by the command as it is installed.
	const end = `process.on('newListener', function end(name) {
		if (name !== 'SIGTERM') return;
		process.off('newListener', end);
		setImmediate(() => process.kill(process.pid, name));
	})`;
	const NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(end)}`;
	const program = path.join(packageRoot, 'bin/mmc.js');
	const loaded = { program, cwd: folder, environment: { ...environment, NODE_OPTIONS } };
	const loading = await startMmc(args, loaded).ended;
	t.deepEqual(loading, { code: 75, stdout: '', stderr: 'Stopped before it began\n' });
	t.deepEqual(readdirSync(folder).sort(), ['opening', 'opening.js']);
});

test.serial('pressed twice, Ctrl-C does not wait for the work in hand', async (t) => {
	const folder = folderWith(t, { 'slow.js': slow });
	const mmc = startMmc(['run', './slow.js', '--out', 'run'], { cwd: folder });
	while (!readdirSync(folder).includes('run') || !hasItems(folder)) {
		await sleep(20);
	}

	mmc.kill('SIGINT');
	await mmc.says(/^Stopping after the work in hand/m);
	mmc.kill('SIGINT');
	const { code, stdout, stderr } = await mmc.ended;
	t.is(code, 130, stderr);
	t.regex(stderr, /^Stopped at once; what was written until now is kept$/m);
	t.notRegex(stderr, /\n\s+at /);
	t.is(stdout, '');
	t.deepEqual(linesOf(path.join(folder, 'run/items.jsonl')), ['0', '1000000000']);
});

function hasItems(folder: string): boolean {
	const run = path.join(folder, 'run');
	return readdirSync(run).includes('items.jsonl') && linesOf(path.join(run, 'items.jsonl')).length === 2;
}
