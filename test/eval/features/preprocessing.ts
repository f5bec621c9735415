import path from 'node:path';
import test from 'ava';
import { refuseOtherPreprocessing } from '../../../src/eval/features/preprocessing.js';
import { folderWith } from '../../data/_folder.js';

const imageNet = {
	do_normalize: true,
	do_rescale: true,
	rescale_factor: 0.00392156862745098,
	image_mean: [0.485, 0.456, 0.406],
	image_std: [0.229, 0.224, 0.225],
	size: { height: 518, width: 518 },
};

for (const [field, value] of [
	['image_mean', [0.5, 0.5, 0.5]],
	['image_std', [0.5, 0.5, 0.5]],
	['do_normalize', false],
	['rescale_factor', 1],
] as const) {
	test(`\`${field}\` of another network is refused with its file`, async (t) => {
		const folder = folderWith(t, {
			'preprocessor_config.json': JSON.stringify({ ...imageNet, [field]: value }),
		});
		const { message } = await t.throwsAsync(refuseOtherPreprocessing(path.join(folder, 'model.safetensors')));
		t.true(
			message.startsWith(`\`${path.join(folder, 'preprocessor_config.json')}\`: \`${field}\` is`),
			message,
		);
	});
}

test('ImageNet’s are accepted, also without a description', async (t) => {
	const folder = folderWith(t, { 'preprocessor_config.json': JSON.stringify(imageNet) });
	await t.notThrowsAsync(refuseOtherPreprocessing(path.join(folder, 'model.safetensors')));
	await t.notThrowsAsync(refuseOtherPreprocessing(path.join(folder, 'elsewhere', 'model.safetensors')));
});

test('timm’s description is read too', async (t) => {
	const described = { architecture: 'vit_base_patch16_224', pretrained_cfg: { mean: [0.5, 0.5, 0.5] } };
	const folder = folderWith(t, { 'config.json': JSON.stringify(described) });
	await t.throwsAsync(refuseOtherPreprocessing(path.join(folder, 'model.safetensors')), {
		message: /`pretrained_cfg.mean` is `\[0.5,0.5,0.5\]`; only/,
	});
});
