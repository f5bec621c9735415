/** Writes small networks of each kind as timm and transformers take them, with the tokens of one image: see exports.py. */
import path from 'node:path';
import { mulberry32 } from '../../src/flow/random.js';
import { exportHuggingFace, exportTimm } from '../../src/nn/export-vit.js';
import { tf } from '../../src/nn/tf.js';
import { forwardVit } from '../../src/nn/vit.js';
import { vitConfig } from '../../src/nn/vit-config.js';
import { initVit } from '../../src/nn/vit-init.js';
import { saveWeights } from '../../src/nn/write-safetensors.js';
import { useBackend } from '../_backend.js';

const [folder] = process.argv.slice(2) as [string];
const base = { depth: 2, patch: 8, imageSize: 32 };
const random = mulberry32(1);

await useBackend();
for (const [name, config] of Object.entries({
	plain: vitConfig('tiny', base),
	layerScale: vitConfig('tiny', { ...base, layerScale: true }),
	registers: vitConfig('tiny', { ...base, layerScale: true, registers: 4 }),
	swiglu: vitConfig('tiny', { ...base, layerScale: true, mlp: 'swiglu', mlpWidth: 512 }),
})) {
	const weights = initVit(config, random);
	const images = tf.tensor4d(Float32Array.from({ length: 32 * 32 * 3 }, random), [1, 32, 32, 3]);
	const { cls, patches } = forwardVit(config, weights, images);
	await exportTimm(path.join(folder, `${name}.timm.safetensors`), config, weights);
	await exportHuggingFace(path.join(folder, name), config, weights);
	await saveWeights(path.join(folder, `${name}.tokens.safetensors`), { images, cls, patches });
}
