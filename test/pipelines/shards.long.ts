/** `mmc run pretrain` on webdataset shards. */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { packTar } from '../data/listing/_tar.js';
import { MmcProcesses } from './_mmc.js';
import { metricsOf, resultOf, temporaryFolder, tinyOptions, writePhotos } from './_tiny-run.js';

const mmc = new MmcProcesses();
const folder = await temporaryFolder();
const at = (name: string) => path.join(folder, name);
const options = (files: string) => {
	const file = at(`${path.basename(files, '.tar')}.json`);
	writeFileSync(file, JSON.stringify(tinyOptions(files, { steps: 8 })));
	return file;
};

test.before(async () => {
	await writePhotos(at('photos'));
	const files = readdirSync(at('photos'))
		.sort()
		.map((name) => ({ name: `photos/${name}`, content: readFileSync(at(`photos/${name}`)) }));
	mkdirSync(at('shards'));
	for (const [shard, content] of [files.slice(0, 5), files.slice(5)].entries()) {
		const labels = content.map(({ name }) => ({ name: name.replace('.png', '.cls'), content: '0' }));
		writeFileSync(
			at(`shards/train-00${shard}.tar`),
			packTar(content.flatMap((file, i) => [file, labels[i]!])),
		);
	}
});

test.after.always(() => {
	mmc.close();
	rmSync(folder, { recursive: true });
});

test.serial(
	'training on shards, stopped and resumed, equals training on the files in them, bit for bit',
	async (t) => {
		t.timeout(120_000);
		const [files, shards] = [at('on-files'), at('on-shards')];
		const whole = await mmc.runToEnd('run', 'pretrain', '--options', options(at('photos')), '--out', files);
		t.is(whole.code, 0, whole.stderr);

		const pattern = at('shards/train-{000..001}.tar');
		const running = await mmc.run('run', 'pretrain', '--options', options(pattern), '--out', shards);
		while (!existsSync(path.join(shards, 'metrics.jsonl')) || metricsOf(shards).length < 2) await sleep(2);
		running.kill('SIGTERM');
		const { code, stderr } = await running.ended;
		t.is(code, 75, stderr);
		renameSync(at('shards'), at('moved'));
		const moved = ['--set', `data.files=${at('moved')}`];
		const resumed = await mmc.runToEnd('run', 'pretrain', '--resume', shards, ...moved);
		t.is(resumed.code, 0, resumed.stderr);
		t.deepEqual(resultOf(shards), resultOf(files));

		const [first] = readFileSync(path.join(shards, 'quarantine.jsonl'), 'utf8').split('\n');
		const { path: left, message } = JSON.parse(first!);
		t.regex(left, /(shards|moved)\/train-001\.tar\/photos\/damaged\.png$/);
		t.regex(message, /train-001\.tar\/photos\/damaged\.png` cannot be decoded: it is of no known format/);
	},
);

test.serial(
	'a shard that is cut short ends the run before it begins, and leaves nothing behind',
	async (t) => {
		const bytes = packTar([{ name: '0.jpg', content: 'x'.repeat(2000) }]);
		writeFileSync(at('short.tar'), bytes.subarray(0, 1500));
		const { code, stderr } = await mmc.runToEnd(
			'run',
			'pretrain',
			'--options',
			options(at('short.tar')),
			'--out',
			at('run'),
		);
		t.is(code, 1);
		t.regex(
			stderr,
			/short\.tar`, at byte 0: it is cut short: `0\.jpg` should have 2000 bytes, and 1012 are missing\. Get it/,
		);
		t.false(existsSync(at('run')));
	},
);
