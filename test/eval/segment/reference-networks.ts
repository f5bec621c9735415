/**
 * The reference subset with the features of networks, each photo being the network's input as it is. Where
 * `MMC_REFERENCE` names the subset's folder, and for real weights `MMC_WEIGHTS` a file of a DINOv2 ViT-S/14.
 */
import test, { type ExecutionContext } from 'ava';
import { unitFeatures } from '../../../src/eval/features/similarity.js';
import { type LoadedVit, loadVit } from '../../../src/nn/files/load-vit.js';
import { tf } from '../../../src/nn/tf/tf.js';
import { vitConfig } from '../../../src/nn/vit/config.js';
import { untrainedVit } from '../../../src/nn/vit/init.js';
import { forwardVit, type VitOptions } from '../../../src/nn/vit/vit.js';
import { useBackend } from '../../support/backend.js';
import { agree, reference } from './_reference.js';

const { MMC_WEIGHTS } = process.env;

async function agreeWith(
	t: ExecutionContext,
	model: string,
	{ config, weights }: Pick<LoadedVit, 'config' | 'weights'>,
	options: VitOptions = {},
): Promise<void> {
	const grid = config.patch === 14 ? 16 : 14;
	await agree(t, model, {
		grid,
		tolerance: 1e-3,
		embed(input) {
			const patches = tf.tidy(() => {
				const image = tf.tensor4d(input, [1, 224, 224, 3]);
				return forwardVit(config, weights, image, options).patches;
			});
			const values = patches.dataSync<'float32'>();
			patches.dispose();
			return unitFeatures(values, { rows: grid, columns: grid });
		},
	});
	tf.dispose(weights);
}

if (reference) {
	test.before(async () => void (await useBackend()));

	test.serial('the untrained ViT-S/16 agrees with the reference on every object of the subset', (t) => {
		const config = vitConfig('small');
		return agreeWith(t, 'random', { config, weights: untrainedVit(config) });
	});
} else {
	test.skip('the untrained network on the reference subset: `MMC_REFERENCE` does not name its folder', () => {});
}

if (reference && MMC_WEIGHTS) {
	for (const [model, features] of [
		['dinov2', 'output'],
		['dinov2-keys', 'keys'],
	] as const) {
		test.serial(`${model} agrees with the reference on every object of the subset`, async (t) =>
			agreeWith(t, model, await loadVit(MMC_WEIGHTS), { features }),
		);
	}
} else {
	test.skip('real weights on the reference subset: `MMC_REFERENCE` or `MMC_WEIGHTS` is missing', () => {});
}
