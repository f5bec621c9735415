import test from 'ava';
import { fitToMachine } from '../../../pipelines/pretrain/fit.js';
import { pretrainOptions } from '../../../pipelines/pretrain/options.js';
import { usableMemory } from '../../../src/launch/prepare.js';

const machine = {
	backend: { name: 'tensorflow', label: 'TensorFlow 2.20.0', device: 'cpu' },
	cores: 2,
	memory: 24e9,
	isNew: true,
	folder: 'runs/mine',
} as const;
const options = pretrainOptions.parse({ data: { files: 'few' } });

test('a batch that does not fit is computed in parts that do', (t) => {
	const { changes, lines } = fitToMachine(options, machine);
	t.deepEqual(changes, { microBatch: 64 });
	t.is(lines[0], 'ViT-small/16, 21.7 M parameters (49.4 M with heads), views of 224 px');
	t.is(lines[1], 'Computing in TensorFlow 2.20.0 on 2 cores');
	t.regex(
		lines[2]!,
		/^A batch of 256 needs about \d+ GB of memory, and here are 24: computing 64 photos at once/,
	);
	t.true(lines.includes('For a small machine there is `preset=laptop`'));
	t.is(lines.at(-1), 'Writing to runs/mine');
});

test('what fits, and what was given, stays', (t) => {
	const fits = fitToMachine({ ...options, batchSize: 8 }, machine);
	t.deepEqual(fits.changes, {});
	t.regex(fits.lines[2]!, /^About 3\.\d GB of memory, of 24 here$/);
	const given = fitToMachine({ ...options, microBatch: 256 }, machine);
	t.deepEqual(given.changes, {});
	t.regex(given.lines[2]!, /it may be killed\. `microBatch=64` fits$/);
	t.deepEqual(fitToMachine(options, { ...machine, isNew: false }).changes, {});
});

test('where nothing fits it is refused with the number and the remedy', (t) => {
	t.throws(() => fitToMachine(options, { ...machine, memory: 1e9 }), {
		message:
			/needs about \d+ GB of memory, and 2\.\d GB with one photo at once; here are 1\.0\. Take `preset=laptop`/,
	});
});

test('memory is estimated for TensorFlow on processors alone', (t) => {
	for (const backend of [
		{ name: 'tensorflow', label: 'TensorFlow 2.20.0', device: 'gpu' },
		{ name: 'wasm', label: 'WebAssembly 4.22.0', device: 'cpu' },
	] as const) {
		const { changes, lines } = fitToMachine(options, { ...machine, backend });
		t.deepEqual(changes, {});
		t.false(lines.some((line) => line.includes('memory')));
	}
});

test('a cgroup limits the memory, and one without a limit does not', (t) => {
	t.deepEqual([usableMemory(24, 8), usableMemory(24, 0), usableMemory(24, 2 ** 63)], [8, 24, 24]);
});
