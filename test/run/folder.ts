import fs from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'ava';
import { defaultRunFolder, openRunFolder } from '../../src/run/folder.js';

const temporaryFolder = () => mkdtemp(path.join(tmpdir(), 'run-folder-'));

test('the default name holds the pipeline, the date and the time', (t) => {
	t.is(
		defaultRunFolder('pretrain', new Date(2026, 0, 2, 3, 4, 5)),
		path.join('runs', 'pretrain-2026-01-02-030405'),
	);
});

test('nothing is created before the first write', async (t) => {
	const parent = await temporaryFolder();
	const run = openRunFolder(path.join(parent, 'runs', 'one'));
	t.deepEqual(await readdir(parent), []);
	run.append('metrics.jsonl', '{"step":1}');
	t.deepEqual(await readdir(path.join(parent, 'runs', 'one')), ['metrics.jsonl']);
	run.close();
});

test('files are written whole, over older ones, and leave no temporary file', async (t) => {
	const run = openRunFolder(await temporaryFolder());
	await run.writeJson('options.json', { seed: 0 });
	await run.writeJson('options.json', { seed: 1 });
	await run.write('overlays/best.png', Uint8Array.of(1, 2, 3));
	t.is(await readFile(run.path('options.json'), 'utf8'), '{\n\t"seed": 1\n}\n');
	t.deepEqual([...(await readFile(run.path('overlays/best.png')))], [1, 2, 3]);
	t.deepEqual((await readdir(run.folder)).sort(), ['options.json', 'overlays']);
});

test('many writes of one file at once leave one of them, whole', async (t) => {
	const run = openRunFolder(await temporaryFolder());
	const contents = [...'abcdefghij'].map((letter) => letter.repeat(100_000));
	await Promise.all(contents.map((content) => run.write('x', content)));
	t.true(contents.includes(await readFile(run.path('x'), 'utf8')));
	t.deepEqual(await readdir(run.folder), ['x']);
});

test('a write that fails leaves the older file and no temporary one', async (t) => {
	const run = openRunFolder(await temporaryFolder());
	await run.write('x', 'old');
	await t.throwsAsync(run.write('x', { length: 3 } as unknown as string), {
		message: /^Can't write to `.*x`: /,
	});
	t.is(await readFile(run.path('x'), 'utf8'), 'old');
	t.deepEqual(await readdir(run.folder), ['x']);
});

test('a line can be read as soon as it is added', async (t) => {
	const run = openRunFolder(await temporaryFolder());
	run.append('metrics.jsonl', '1');
	run.append('metrics.jsonl', '2');
	t.is(await readFile(run.path('metrics.jsonl'), 'utf8'), '1\n2\n');
	run.close();
	run.append('metrics.jsonl', '3');
	t.is(await readFile(run.path('metrics.jsonl'), 'utf8'), '1\n2\n3\n', 'also after it was closed');
	run.close();
});

test('lines are kept by what they say; one that a crash cut off is not', async (t) => {
	const run = openRunFolder(await temporaryFolder());
	await run.write('metrics.jsonl', '{"step":1}\n{"step":2}\n{"step":3}\n{"st');
	await run.keepLines('metrics.jsonl', ({ step }) => Number(step) < 3);
	t.is(await readFile(run.path('metrics.jsonl'), 'utf8'), '{"step":1}\n{"step":2}\n');
	run.append('metrics.jsonl', '{"step":3}');
	run.sync();
	t.is(await readFile(run.path('metrics.jsonl'), 'utf8'), '{"step":1}\n{"step":2}\n{"step":3}\n');
	await run.keepLines('absent.jsonl', () => true);
	t.deepEqual(await readdir(run.folder), ['metrics.jsonl'], 'no file is made of nothing');
	run.close();
});

test('a folder with files is refused, unless the run is to be continued', async (t) => {
	const folder = await temporaryFolder();
	await writeFile(path.join(folder, 'options.json'), '{}');
	t.throws(() => openRunFolder(folder), {
		message: `Run folder \`${folder}\` isn't empty: give another with \`--out\`, or remove it first`,
	});
	t.is(openRunFolder(folder, { resume: true }).folder, folder);
});

test('nothing to resume is an error', async (t) => {
	const folder = await temporaryFolder();
	t.throws(() => openRunFolder(path.join(folder, 'absent'), { resume: true }), {
		message: /holds no run to resume/,
	});
	t.throws(() => openRunFolder(folder, { resume: true }), { message: /holds no run to resume/ });
});

test('a path through a file is refused at once', async (t) => {
	const file = path.join(await temporaryFolder(), 'file');
	await writeFile(file, '');
	for (const folder of [file, path.join(file, 'run'), path.join(file, 'runs', 'run')]) {
		t.throws(() => openRunFolder(folder), {
			message: `Can't write to \`${folder}\`: a part of this path is a file: choose another folder with \`--out\``,
		});
	}
});

// Root may write anywhere.
const testAsUser = process.getuid?.() === 0 ? test.skip : test;

testAsUser('a folder without write permission is refused at once', async (t) => {
	const parent = await temporaryFolder();
	await chmod(parent, 0o500);
	t.throws(() => openRunFolder(path.join(parent, 'run')), {
		message: /permission denied: choose another folder/,
	});
});

test('two runs that take one new folder: the second is told', async (t) => {
	const folder = path.join(await temporaryFolder(), 'run');
	const [first, second] = [openRunFolder(folder), openRunFolder(folder)];
	await first.write('options.json', '{}');
	await t.throwsAsync(second.write('options.json', '{}'), { message: /another run has made it meanwhile/ });
});

test('an empty folder made beforehand is taken', async (t) => {
	const folder = path.join(await temporaryFolder(), 'run');
	await mkdir(folder);
	await openRunFolder(folder).write('options.json', '{}');
	t.deepEqual(await readdir(folder), ['options.json']);
});

test('a run that failed before it added a line takes back what it wrote', async (t) => {
	const parent = await temporaryFolder();
	const run = openRunFolder(path.join(parent, 'runs', 'one'));
	await run.writeJson('options.json', {});
	await run.write('files.txt', 'a');
	run.discard();
	t.deepEqual(await readdir(path.join(parent, 'runs')), []);
});

test('a run takes back nothing once it has added a line, nor when it is resumed', async (t) => {
	const run = openRunFolder(path.join(await temporaryFolder(), 'one'));
	await run.writeJson('options.json', {});
	run.append('metrics.jsonl', '{}');
	run.close();
	run.discard();
	const resumed = openRunFolder(run.folder, { resume: true });
	await resumed.writeJson('options.json', {});
	resumed.discard();
	t.deepEqual((await readdir(run.folder)).sort(), ['metrics.jsonl', 'options.json']);
});

test('taking back leaves what others wrote, and a folder that was there before', async (t) => {
	const [kept, shared] = [await temporaryFolder(), path.join(await temporaryFolder(), 'one')];
	for (const folder of [kept, shared]) {
		const run = openRunFolder(folder);
		await run.writeJson('options.json', {});
		if (folder === shared) await writeFile(run.path('notes.txt'), 'mine');
		run.discard();
	}

	t.deepEqual(await readdir(kept), []);
	t.deepEqual(await readdir(shared), ['notes.txt']);
});

const whereProcIs = process.platform === 'linux' ? test : test.skip;

whereProcIs('a file system that refuses to make folders is an error, not an endless attempt', async (t) => {
	const run = openRunFolder('/proc/masked-momentum/run');
	await t.throwsAsync(run.writeJson('options.json', {}), {
		message:
			/^Can't write to `\/proc\/masked-momentum\/run\/options.json`: .*choose another folder with `--out`/,
	});
});

test('what a killed process had not finished writing does not stand in the way of a new run', async (t) => {
	const folder = await temporaryFolder();
	await writeFile(path.join(folder, 'options.json.7-1.tmp'), '{');
	t.notThrows(() => openRunFolder(folder));
});

test.serial('a line that the disk has no room for leaves nothing of itself', async (t) => {
	const run = openRunFolder(await temporaryFolder());
	run.append('metrics.jsonl', '{"step":1}');
	const { appendFileSync } = fs;
	fs.appendFileSync = (descriptor) => {
		appendFileSync(descriptor, '{"st');
		throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
	};
	syncBuiltinESMExports();
	try {
		t.throws(() => run.append('metrics.jsonl', '{"step":2}'), { message: /the disk is full/ });
	} finally {
		fs.appendFileSync = appendFileSync;
		syncBuiltinESMExports();
	}

	run.append('metrics.jsonl', '{"step":2}');
	t.is(await readFile(run.path('metrics.jsonl'), 'utf8'), '{"step":1}\n{"step":2}\n');
	run.close();
});
