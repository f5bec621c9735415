import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'ava';
import { exportNetwork } from '../../src/cli/export.js';
import { mulberry32 } from '../../src/math/random.js';
import { loadVit } from '../../src/nn/files/load-vit.js';
import { vitMetadata } from '../../src/nn/files/vit-metadata.js';
import { saveWeights } from '../../src/nn/files/write-safetensors.js';
import { tf } from '../../src/nn/tf/tf.js';
import { vitConfig } from '../../src/nn/vit/config.js';
import { initVit } from '../../src/nn/vit/init.js';
import { forwardVit } from '../../src/nn/vit/vit.js';
import { useBackend } from '../support/backend.js';
import { drawn } from '../support/gradients.js';

const folder = await mkdtemp(path.join(tmpdir(), 'export-'));
test.after.always(() => rm(folder, { recursive: true, force: true }));

const config = vitConfig('micro', { depth: 1, patch: 8, imageSize: 32 });
const run = path.join(folder, 'run');

/** Of one image: what an exported network is told by. */
let tokensOf: Record<'student' | 'teacher', Float32Array>;

async function tokens(source: string): Promise<Float32Array> {
	// A width of 128 in 4 heads: timm's files do not say so.
	const { config, weights } = await loadVit(source, { config: { heads: 4 } });
	const { patches } = forwardVit(config, weights, drawn(3, 1, 32, 32, 3));
	tf.dispose(weights);
	return patches.data<'float32'>();
}

test.before(async () => {
	await useBackend();
	await mkdir(run);
	for (const [seed, network] of ['student', 'teacher'].entries()) {
		const weights = initVit(config, mulberry32(seed));
		await saveWeights(path.join(run, `${network}.safetensors`), weights, vitMetadata(config));
	}
	tokensOf = {
		student: await tokens(path.join(run, 'student.safetensors')),
		teacher: await tokens(path.join(run, 'teacher.safetensors')),
	};
});

for (const format of ['timm', 'huggingface']) {
	for (const network of ['student', 'teacher'] as const) {
		test.serial(`the ${network} of a run, exported for ${format}, has its tokens`, async (t) => {
			const out = path.join(folder, 'new folder', `${format}-${network}`);
			const before = tf.memory().numTensors;
			const python = await exportNetwork(run, { format, network, out });
			t.is(tf.memory().numTensors, before);
			t.true(python.includes(JSON.stringify(out)));
			t.deepEqual(await tokens(out), tokensOf[network]);
		});
	}
}

test('a file is exported as a run is', async (t) => {
	const [file, out] = [path.join(run, 'student.safetensors'), path.join(folder, 'of-file.safetensors')];
	await exportNetwork(file, { format: 'timm', network: 'teacher', out });
	t.deepEqual(await tokens(out), tokensOf.student);
});

test('nothing is overwritten', async (t) => {
	const file = path.join(folder, 'mine.safetensors');
	await writeFile(file, 'precious');
	const full = path.join(folder, 'full');
	await mkdir(full);
	await writeFile(path.join(full, 'config.json'), 'precious');
	for (const [format, out] of [
		['timm', file],
		['huggingface', full],
	] as const) {
		await t.throwsAsync(exportNetwork(run, { format, network: 'teacher', out }), {
			message: `\`${out}\` exists already: give another \`--out\`, or remove it first`,
		});
	}
	t.is(await readFile(file, 'utf8'), 'precious');
	t.deepEqual(await readdir(full), ['config.json']);
});

test('unknown formats and networks are refused before anything is read', async (t) => {
	const flags = { format: 'timm', network: 'teacher', out: path.join(folder, 'unwritten') };
	await t.throwsAsync(exportNetwork('x', { ...flags, format: 'onnx' }), {
		message: '`--format` is `onnx`; it can be `timm` or `huggingface`',
	});
	await t.throwsAsync(exportNetwork('x', { ...flags, network: 'ema' }), {
		message: '`--network` is `ema`; it can be `teacher` or `student`',
	});
	await t.throwsAsync(exportNetwork('x', flags), { message: /`x` doesn't exist/ });
});
