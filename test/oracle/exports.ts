/** Writes small runs of each kind of network, with the teacher's tokens of one image: see exports.py. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { mulberry32 } from '../../src/math/random.js';
import { vitMetadata } from '../../src/nn/files/vit-metadata.js';
import { saveWeights } from '../../src/nn/files/write-safetensors.js';
import { uniform } from '../../src/nn/layers/init.js';
import { tf } from '../../src/nn/tf/tf.js';
import { vitConfig } from '../../src/nn/vit/config.js';
import { initVit } from '../../src/nn/vit/init.js';
import { forwardVit } from '../../src/nn/vit/vit.js';
import { useBackend } from '../support/backend.js';

const [folder] = process.argv.slice(2) as [string];
const base = { depth: 2, patch: 8, imageSize: 32 };
const random = mulberry32(1);

await useBackend();
for (const [name, config] of Object.entries({
	tiny: vitConfig('tiny', { patch: 16, imageSize: 224 }),
	micro: vitConfig('micro', { patch: 8, imageSize: 96 }),
	fixed: vitConfig('small-12-heads', { ...base, positions: 'fixed' }),
	epsilon: vitConfig('tiny', { ...base, epsilon: 1e-3 }),
	layerScale: vitConfig('tiny', { ...base, layerScale: true }),
	registers: vitConfig('tiny', { ...base, layerScale: true, registers: 4 }),
	swiglu: vitConfig('tiny', { ...base, layerScale: true, mlp: 'swiglu', mlpWidth: 512 }),
})) {
	const fresh = Object.entries(initVit(config, random));
	// Biases and LayerScale begin as next to nothing; they are to count.
	const weights = Object.fromEntries(
		fresh.map(([name, tensor]) => [name, tf.add(tensor, uniform(tensor.shape, 0.1, random))]),
	);
	const { imageSize } = config;
	const pixels = Float32Array.from({ length: imageSize ** 2 * 3 }, random);
	const images = tf.tensor4d(pixels, [1, imageSize, imageSize, 3]);
	const { cls, patches } = forwardVit(config, weights, images);
	const run = path.join(folder, name);
	await mkdir(run);
	await saveWeights(path.join(run, 'teacher.safetensors'), weights, vitMetadata(config));
	await saveWeights(path.join(run, 'tokens.safetensors'), { images, cls, patches });
}
