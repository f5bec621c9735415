import test from 'ava';
import { encoderOptions, openEncoder } from '../../src/eval/encoder.js';
import { resizedInput } from '../../src/eval/network-input.js';
import { sincosPositions } from '../../src/nn/position.js';
import { tf } from '../../src/nn/tf.js';
import { forwardVit } from '../../src/nn/vit.js';
import { vitConfig } from '../../src/nn/vit-config.js';
import { untrainedVit } from '../../src/nn/vit-init.js';
import { useBackend } from '../_backend.js';
import { patternImage } from '../data/_images.js';
import { near } from './_near.js';

test.before(useBackend);

const network = { size: 'micro', patch: 8, imageSize: 32 };
const grid = { rows: 2, columns: 5 };
const image = patternImage(40, 16);

test.serial('a network’s class token and patches, of a grid that is no square', async (t) => {
	const before = tf.memory().numTensors;
	using encoder = await openEncoder(encoderOptions.parse({ weights: 'untrained', ...network }));
	const held = tf.memory().numTensors;
	const input = resizedInput(image, grid, 8);
	const { cls, patches } = encoder.encode(input);
	t.is(tf.memory().numTensors, held);
	t.deepEqual([cls.length, patches.length], [128, 10 * 128]);

	const config = vitConfig('micro', { patch: 8, imageSize: 32 });
	tf.engine().startScope();
	const tokens = forwardVit(config, untrainedVit(config), tf.tensor4d(input.pixels, [1, 16, 40, 3]));
	near(t, cls, tokens.cls.dataSync(), 'cls', 1e-6);
	near(t, patches, tokens.patches.dataSync(), 'patches', 1e-6);
	tf.engine().endScope();
	encoder[Symbol.dispose]();
	t.is(tf.memory().numTensors, before);
});

test.serial('untrained with fixed positions: the counterpart of a network trained with them', async (t) => {
	const options = { weights: 'untrained', ...network, positions: 'fixed' };
	using encoder = await openEncoder(encoderOptions.parse(options));
	const input = resizedInput(image, grid, 8);
	const config = vitConfig('micro', { patch: 8, imageSize: 32, positions: 'fixed' });
	const weights = untrainedVit(config);
	t.deepEqual(weights.pos_embed!.dataSync(), sincosPositions(128, 4));

	const tokens = forwardVit(config, weights, tf.tensor4d(input.pixels, [1, 16, 40, 3]));
	near(t, encoder.encode(input).patches, tokens.patches.dataSync(), 'patches', 1e-6);
	tf.dispose([weights, tokens]);
});

test.serial('colour: the mean over patches stands for the photo', async (t) => {
	using encoder = await openEncoder(encoderOptions.parse({ weights: 'colour' }));
	const { cls, patches } = encoder.encode(resizedInput(image, grid, encoder.patch));
	t.deepEqual([cls.length, patches.length, encoder.patch], [3, 30, 14]);
	const mean = [0, 0, 0];
	for (const [i, value] of patches.entries()) mean[i % 3]! += value / 10;
	near(t, cls, mean);
});

test('the disc is refused, with a remedy', (t) => {
	const parsed = encoderOptions.safeParse({ weights: 'disc' });
	t.regex(parsed.error!.message, /take `colour`/);
});
