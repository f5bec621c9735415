import { execFile } from 'node:child_process';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import test from 'ava';
import { openTensors } from '../../../src/nn/files/open-tensors.js';
import { equals } from '../../support/fidelity.js';
import { golden } from '../../support/golden.js';
import { zipOf } from '../../support/zip.js';

const checkpoint = fileURLToPath(new URL('../../../fixtures/golden/torch_file.pth', import.meta.url));
const { tensors } = golden('torch_file') as {
	tensors: Record<string, { shape: number[]; values: number[] }>;
};
const folder = await mkdtemp(path.join(tmpdir(), 'read-torch-'));
let files = 0;
const run = promisify(execFile);

async function write(content: Uint8Array): Promise<string> {
	files += 1;
	const file = path.join(folder, `${files}.pth`);
	await writeFile(file, content);
	return file;
}

/** A file of torch.save with this pickle of protocol 2. */
function withPickle(...parts: (string | number[])[]): Promise<string> {
	const bytes = parts.map((part) =>
		typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part),
	);
	return write(zipOf({ 'archive/data.pkl': Buffer.concat([Buffer.of(0x80, 2), ...bytes]) }));
}

test('every tensor of a checkpoint, by its path, in shape and values', async (t) => {
	const file = await openTensors(checkpoint);
	t.deepEqual([...file.tensors.keys()], Object.keys(tensors));
	for (const [name, { shape, values }] of Object.entries(tensors)) {
		t.deepEqual(file.tensors.get(name)?.shape, shape, name);
		equals(t, 'torchFile', Array.from(await file.read(name)), values, name);
	}
	await t.throwsAsync(file.read('nothing'), { message: /torch_file.pth` has no tensor `nothing`/ });
	await file.close();
});

test('what a pickle would call is refused by name', async (t) => {
	const evil = await withPickle('cposix\nsystem\n', [0x58, 4, 0, 0, 0], 'true', [0x85, 0x52, 0x2e]);
	const error = await t.throwsAsync(openTensors(evil));
	t.true(error.message.startsWith(`\`${evil}\`: \`posix.system\` is refused`));
	const named = await withPickle([0x8c, 8], 'builtins', [0x8c, 4], 'eval', [0x93, 0x2e]);
	await t.throwsAsync(openTensors(named), { message: /`builtins.eval` is refused/ });
});

test('an opcode that tensors have no need of is refused', async (t) => {
	await t.throwsAsync(openTensors(await withPickle('(ios\nsystem\n.')), {
		message: /pickle opcode 0x69 is refused/,
	});
});

test('damaged pickles are refused', async (t) => {
	await t.throwsAsync(openTensors(await withPickle('}')), { message: /the pickle is truncated/ });
	await t.throwsAsync(openTensors(await withPickle('X', [255, 255, 0, 0], 'short')), {
		message: /the pickle is truncated/,
	});
	await t.throwsAsync(openTensors(await withPickle('u.')), { message: /the pickle is damaged/ });
	await t.throwsAsync(openTensors(await withPickle('h', [7], '.')), { message: /the pickle is damaged/ });
});

test('archives that are none of torch.save are refused', async (t) => {
	const whole = await readFile(checkpoint);
	await t.throwsAsync(openTensors(await write(whole.subarray(0, 500))), {
		message: /is a damaged zip archive/,
	});
	await t.throwsAsync(openTensors(await write(zipOf({ 'a.txt': Buffer.from('x') }))), {
		message: /without `data.pkl`/,
	});
	const deflated = zipOf({ 'archive/data.pkl': Buffer.from('x') }, 8);
	await t.throwsAsync(openTensors(await write(deflated)), { message: /`archive\/data.pkl` is compressed/ });
});

test('a tensor beyond its storage is refused', async (t) => {
	const whole = await readFile(checkpoint);
	const moved = Buffer.from(whole);
	const pickle = whole.indexOf('torch._utils');
	const offset = whole.indexOf(Buffer.of(0x51, 0x4b, 0), pickle); // BINPERSID, BININT1 0: the first tensor's offset
	moved[offset + 2] = 9;
	const file = await openTensors(await write(moved));
	await t.throwsAsync(file.read('teacher.module.backbone.cls_token'), {
		message: /lies outside its storage/,
	});
	await file.close();
});

/** Runs Python with PyTorch; `undefined` where there is none. */
async function python(script: string, ...args: string[]): Promise<string | undefined> {
	const program = process.env.MMC_PYTHON ?? 'python3';
	const hasTorch = await run(program, ['-c', 'import torch']).then(
		() => true,
		() => false,
	);
	return hasTorch ? (await run(program, ['-c', script, ...args])).stdout : undefined;
}

test('the format before PyTorch 1.6 is named, with a remedy that works and overwrites nothing', async (t) => {
	const old = await write(Buffer.concat([Buffer.of(0x80, 2, 0x8a, 10), Buffer.alloc(30)]));
	const script =
		'import argparse, sys, torch; torch.save({"a": torch.ones(2), "args": argparse.Namespace(a=1)}, sys.argv[1], ' +
		'_use_new_zipfile_serialization=False)';
	const made = await python(script, old);
	const before = await readFile(old);
	const { message } = await t.throwsAsync(openTensors(old));
	const other = old.replace('.pth', '-converted.pth');
	const command = `python3 -c 'import sys, torch; torch.save(torch.load(sys.argv[1], "cpu", weights_only=False), open(sys.argv[2], "xb"))' '${old}' '${other}'`;
	t.true(message.startsWith(`\`${old}\` is in the format of PyTorch before 1.6. If you trust`), message);
	t.true(message.endsWith(command), message);
	if (made === undefined) return t.log('PyTorch is not at hand: the remedy is checked as text');
	const [, printed] = /-c '(.+)' '/.exec(command)!;
	await python(printed!.replace(/' '.*$/, ''), old, other);
	t.deepEqual(await readFile(old), before);
	const converted = await openTensors(other);
	t.deepEqual(Array.from(await converted.read('a')), [1, 1]);
	await converted.close();
});

test('a quote in a file’s name stays in the remedy’s word', async (t) => {
	const old = path.join(folder, "it's.pth");
	await writeFile(old, Buffer.concat([Buffer.of(0x80, 2, 0x8a, 10), Buffer.alloc(30)]));
	const { message } = await t.throwsAsync(openTensors(old));
	t.true(message.includes(`/it'\\''s.pth' '`), message);
});

test('a pointer of Git LFS, a tar and tensors of other kinds have remedies of their own', async (t) => {
	const pointer = await write(Buffer.from('version https://git-lfs.github.com/spec/v1\noid sha256:00\n'));
	await t.throwsAsync(openTensors(pointer), { message: /is a pointer of Git LFS.*`git lfs pull`/ });
	const tar = Buffer.alloc(1024);
	tar.write('ustar', 257);
	await t.throwsAsync(openTensors(await write(tar)), { message: /is a tar archive: unpack it/ });
	const subclass = await withPickle('ctorch._tensor\n_rebuild_from_type_v2\n.');
	await t.throwsAsync(openTensors(subclass), { message: /save plain tensors of float32/ });
});

test('an archive whose directory would be longer than any file is refused with its name', async (t) => {
	const end = Buffer.alloc(98);
	end.writeUInt32LE(0x06064b50); // The 64-bit end of the directory: entries, length and place.
	end.writeBigUInt64LE(44n, 4);
	for (const field of [24, 32, 40, 48]) end.writeBigUInt64LE(2n ** 53n - 1n, field);
	end.writeUInt32LE(0x07064b50, 56);
	end.writeUInt32LE(1, 72);
	end.writeUInt32LE(0x06054b50, 76);
	end.fill(0xff, 84, 96);
	const file = await write(Buffer.concat([Buffer.from('PK\x03\x04'), end]));
	const error = await t.throwsAsync(openTensors(file));
	t.true(error!.message.startsWith(`\`${file}\` is a damaged zip archive (`), error!.message);
});

test('an archive without all of a file’s content is refused', async (t) => {
	const archive = Buffer.from(zipOf({ 'archive/data.pkl': Buffer.from('.') }));
	const directory = archive.indexOf('PK\x01\x02', 0, 'latin1');
	for (const field of [20, 24]) archive.writeUInt32LE(5000, directory + field);
	const file = await write(archive);
	await t.throwsAsync(openTensors(file), { message: /is a damaged zip archive \(file data overflows/ });
});

test('an archive that is encrypted is refused by the file’s name', async (t) => {
	const archive = Buffer.from(zipOf({ 'archive/data.pkl': Buffer.from('.') }));
	const entry = archive.indexOf('PK\x01\x02', 0, 'latin1');
	archive.writeUInt16LE(1, entry + 8);
	archive.writeUInt32LE(1 + 12, entry + 20); // The key's twelve bytes.
	await t.throwsAsync(openTensors(await write(archive)), { message: /`archive\/data.pkl` is encrypted/ });
});

test('dictionaries that hold themselves, or one another again and again, are refused with the file’s name', async (t) => {
	// EMPTY_DICT, remembered as 0, holds itself under `a`.
	const itself = await withPickle('}q', [0], 'X', [1, 0, 0, 0], 'a', 'h', [0], 's.');
	const error = await t.throwsAsync(openTensors(itself));
	t.is(error!.message, `\`${itself}\`: its dictionaries are nested deeper than 64`);
	// Each of 40 dictionaries holds the one before it twice, so that there are 2⁴⁰ ways to the first.
	const key = (name: string) => ['X', [1, 0, 0, 0], name];
	const levels = Array.from({ length: 40 }, (_, i) => [
		...['}q', [i + 1], ...key('a'), 'h', [i], 's'],
		...[...key('b'), 'h', [i], 's'],
	]).flat();
	const many = await withPickle('}q', [0], ...levels, '.');
	await t.throwsAsync(openTensors(many), { message: /dictionaries have more than 1000000 entries/ });
});

test('a tensor of a few bytes is not blown up to millions of numbers', async (t) => {
	const blown = Buffer.from(await readFile(checkpoint));
	const offset = blown.indexOf(Buffer.of(0x51, 0x4b, 0), blown.indexOf('torch._utils'));
	// BININT1 each: the shape [2, 3, 4] and, behind TUPLE3 and BINPUT, the steps [12, 4, 1].
	for (const place of [4, 6, 8]) blown[offset + place] = 255;
	for (const place of [13, 15, 17]) blown[offset + place] = 0;
	const file = await openTensors(await write(blown));
	const name = 'teacher.module.backbone.cls_token';
	t.deepEqual(file.tensors.get(name)?.shape, [255, 255, 255]);
	await t.throwsAsync(file.read(name), { message: /repeats numbers of its storage beyond 16 MB/ });
	await file.close();
});

test('tensors that repeat few numbers fill no memory together either', async (t) => {
	const blown = Buffer.from(await readFile(checkpoint));
	const offset = blown.indexOf(Buffer.of(0x51, 0x4b, 0), blown.indexOf('torch._utils'));
	for (const place of [4, 6]) blown[offset + place] = 255;
	for (const place of [13, 15, 17]) blown[offset + place] = 0;
	const file = await openTensors(await write(blown));
	const name = 'teacher.module.backbone.cls_token';
	const size = 4 * 255 * 255 * file.tensors.get(name)!.shape[2]!;
	for (let read = size; read <= 2 ** 24; read += size) await file.read(name);
	await t.throwsAsync(file.read(name), { message: /repeats numbers of its storage beyond 16 MB/ });
	await file.close();
});

test('shapes and steps that are none are refused', async (t) => {
	const negative = Buffer.from(await readFile(checkpoint));
	const offset = negative.indexOf(Buffer.of(0x51, 0x4b, 0), negative.indexOf('torch._utils'));
	negative[offset + 3] = 0x89; // NEWFALSE in place of BININT1, and of its number.
	negative[offset + 4] = 0x89;
	await t.throwsAsync(openTensors(await write(negative)), { message: /the pickle is damaged/ });
});
