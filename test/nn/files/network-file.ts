import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'ava';
import { networkFile } from '../../../src/nn/files/network-file.js';

async function folderWith(...names: string[]): Promise<string> {
	const folder = await mkdtemp(path.join(tmpdir(), 'network-file-'));
	for (const name of names) {
		await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
		await writeFile(path.join(folder, name), '');
	}
	return folder;
}

test('a run stands for the network that is asked for', async (t) => {
	const run = await folderWith('options.json', 'student.safetensors', 'teacher.safetensors');
	t.is(await networkFile(run, 'teacher'), path.join(run, 'teacher.safetensors'));
	t.is(await networkFile(run, 'student'), path.join(run, 'student.safetensors'));
});

test('a folder of transformers stands for its weights, a file for itself', async (t) => {
	const folder = await folderWith('config.json', 'model.safetensors');
	const file = path.join(folder, 'model.safetensors');
	t.is(await networkFile(folder, 'teacher'), file);
	t.is(await networkFile(file, 'student'), file);
});

test('a run without networks names its newest checkpoint', async (t) => {
	const run = await folderWith(
		'checkpoints/step-000010.safetensors',
		'checkpoints/step-999999.safetensors',
		'checkpoints/step-1000000.safetensors',
		'checkpoints/step-999999.safetensors.damaged',
		'checkpoints/temporary.safetensors',
		'checkpoints/step-000030.safetensors.damaged',
	);
	await t.throwsAsync(networkFile(run, 'teacher'), {
		message: /holds none of `teacher.safetensors`, .*resume it, or give .*step-1000000.safetensors`$/,
	});
});

test('what holds no network, or is not there, is refused', async (t) => {
	await t.throwsAsync(networkFile(await folderWith('notes.txt'), 'student'), {
		message:
			/holds none of `student.safetensors`, `model.safetensors`, `pytorch_model.bin`: give the folder of a training run/,
	});
	await t.throwsAsync(networkFile('runs/nowhere', 'teacher'), { message: /^`runs\/nowhere` doesn't exist/ });
});
