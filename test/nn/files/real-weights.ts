/**
 * The features of a real ViT-S/14, where two environment variables say where it is:
 * - `MMC_WEIGHTS`: a safetensors file with the weights of DINOv2-S under transformers' names;
 * - `MMC_TOKENS`: reference values `NAME.output` and `NAME.keys` [256, 384] of `subset/NAME.png` beside it.
 */
import path from 'node:path';
import test from 'ava';
import sharp from 'sharp';
import { loadVit } from '../../../src/nn/files/load-vit.js';
import { openSafetensors } from '../../../src/nn/files/read-safetensors.js';
import { type Tensor, tf } from '../../../src/nn/tf/tf.js';
import { forwardVit } from '../../../src/nn/vit/vit.js';
import { useBackend } from '../../support/backend.js';
import { agrees } from '../../support/fidelity.js';

const { MMC_WEIGHTS, MMC_TOKENS } = process.env;
const mean = [0.485, 0.456, 0.406];
const deviation = [0.229, 0.224, 0.225];

async function readImage(file: string): Promise<Tensor> {
	const { data, info } = await sharp(file).removeAlpha().raw().toBuffer({ resolveWithObject: true });
	const values = Float32Array.from(data, (value, i) => (value / 255 - mean[i % 3]!) / deviation[i % 3]!);
	return tf.tensor(values, [1, info.height, info.width, 3]);
}

if (MMC_WEIGHTS && MMC_TOKENS) {
	test.before(async () => void (await useBackend()));

	test('output tokens and last keys agree with the reference to 1e-3', async (t) => {
		const { config, weights } = await loadVit(MMC_WEIGHTS);
		const reference = await openSafetensors(MMC_TOKENS);
		for (const entry of reference.tensors.keys()) {
			const [name, features] = entry.split('.') as [string, 'output' | 'keys'];
			const image = await readImage(path.join(path.dirname(MMC_TOKENS), 'subset', `${name}.png`));
			const tokens = await forwardVit(config, weights, image, { features }).patches.data();
			const expected = await reference.read(entry);
			const worst = expected.reduce((most, value, i) => Math.max(most, Math.abs(value - tokens[i]!)), 0);
			t.is(tokens.length, expected.length);
			t.log(`${entry}: worst error ${worst.toExponential(1)}`);
			agrees(t, 'realWeights', worst, entry);
		}
		await reference.close();
	});
} else {
	test.skip('real weights: not at hand, MMC_WEIGHTS and MMC_TOKENS name no files', () => {});
}
