import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
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

test('the format before PyTorch 1.6 is named, with the remedy', async (t) => {
	const old = await write(Buffer.concat([Buffer.of(0x80, 2, 0x8a, 10), Buffer.alloc(30)]));
	await t.throwsAsync(openTensors(old), { message: /PyTorch before 1.6; convert it: python3 -c/ });
});
