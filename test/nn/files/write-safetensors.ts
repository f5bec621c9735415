import { mkdtemp, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'ava';
import { openSafetensors } from '../../../src/nn/files/read-safetensors.js';
import {
	checkedSafetensors,
	saveWeights,
	writeSafetensors,
} from '../../../src/nn/files/write-safetensors.js';
import { tf } from '../../../src/nn/tf/tf.js';
import { useBackend } from '../../support/backend.js';

const folder = await mkdtemp(path.join(tmpdir(), 'safetensors-'));

test.before(async () => void (await useBackend()));

test('what is saved is read again', async (t) => {
	const file = path.join(folder, 'saved.safetensors');
	const weights = {
		'b.weight': tf.tensor2d([
			[1, 2, 3],
			[4, 5, 6],
		]),
		a: tf.scalar(7),
		none: tf.zeros([0, 4]),
	};
	await saveWeights(file, weights, { step: '3', text: '“é”' });
	const opened = await openSafetensors(file);
	t.deepEqual(opened.metadata, { step: '3', text: '“é”' });
	t.deepEqual(opened.tensors.get('b.weight')?.shape, [2, 3]);
	t.deepEqual(Array.from(await opened.read('b.weight')), [1, 2, 3, 4, 5, 6]);
	t.deepEqual(Array.from(await opened.read('a')), [7]);
	t.deepEqual(opened.tensors.get('none')?.shape, [0, 4]);
	await opened.close();
	tf.dispose(weights);
});

test('data begin at a multiple of 8 bytes', async (t) => {
	const file = path.join(folder, 'aligned.safetensors');
	await writeSafetensors(file, [{ name: 'x', shape: [1], values: () => Float32Array.of(1) }]);
	t.is(Number((await readFile(file)).readBigUInt64LE()) % 8, 0);
});

test('the values of a tensor are asked for when those before it have been taken', async (t) => {
	const events: string[] = [];
	const tensors = ['a', 'b', 'c'].map((name) => ({
		name,
		shape: [1],
		values: () => {
			events.push(`asked for ${name}`);
			return Float32Array.of(1);
		},
	}));
	const chunks = checkedSafetensors(tensors, {});
	await chunks.next(); // the header's length
	await chunks.next(); // the header
	for (const { name } of tensors) {
		await chunks.next();
		events.push(`took ${name}`);
	}
	t.deepEqual(
		events,
		['a', 'b', 'c'].flatMap((name) => [`asked for ${name}`, `took ${name}`]),
	);
	await chunks.return(undefined);
});

test('a failing write leaves the old file and nothing else', async (t) => {
	const inside = await mkdtemp(path.join(folder, 'failing-'));
	const file = path.join(inside, 'x.safetensors');
	await writeSafetensors(file, [{ name: 'x', shape: [1], values: () => Float32Array.of(1) }]);
	const old = await readFile(file);
	const wrong = { name: 'x', shape: [3], values: () => Float32Array.of(2) };
	await t.throwsAsync(writeSafetensors(file, [wrong]), {
		message: 'Tensor `x` has 1 values, not those of [3]',
	});
	t.deepEqual(await readFile(file), old);
	t.deepEqual(await readdir(inside), ['x.safetensors']);
});
