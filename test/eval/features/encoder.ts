import test from 'ava';
import { encoderOptions, openEncoder } from '../../../src/eval/features/encoder.js';
import { resizedInput } from '../../../src/eval/features/network-input.js';
import { rawBackend } from '../../../src/nn/tf/binding.js';
import { tf } from '../../../src/nn/tf/tf.js';
import { vitConfig } from '../../../src/nn/vit/config.js';
import { untrainedVit } from '../../../src/nn/vit/init.js';
import { sincosPositions } from '../../../src/nn/vit/position.js';
import { forwardVit } from '../../../src/nn/vit/vit.js';
import { patternImage } from '../../data/_images.js';
import { near } from '../../math/_near.js';
import { useBackend } from '../../support/backend.js';

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

test.serial('where sizes recur, a graph of each gives the same', async (t) => {
	const { name } = await useBackend();
	for (const features of ['output', 'keys']) {
		const options = encoderOptions.parse({ weights: 'untrained', ...network, features });
		using plain = await openEncoder(options);
		using encoder = await openEncoder(options, { sizesRecur: true });
		const held = tf.memory().numTensors;
		const inputs = [grid, { rows: 3, columns: 3 }].map((each) => resizedInput(image, each, 8));
		for (const input of [...inputs, ...inputs]) {
			const [expected, got] = [plain.encode(input), encoder.encode(input)];
			// Values of up to 4; against plain JavaScript, either has an error of 1.5e-6.
			near(t, got.cls, expected.cls, 'cls', 4e-6);
			near(t, got.patches, expected.patches, 'patches', 4e-6);
		}
		t.is(tf.memory().numTensors, held);
		if (name === 'tensorflow')
			t.is(
				operationsOf(() => encoder.encode(inputs[0]!)),
				0,
			);
	}
});

/** How many operations are called from JavaScript. */
function operationsOf(work: () => void): number {
	const backend = rawBackend()!;
	const { binding } = backend;
	let count = 0;
	const executeOp: typeof binding.executeOp = (...call) => {
		count++;
		return binding.executeOp(...call);
	};
	backend.binding = Object.create(binding, { executeOp: { value: executeOp } });
	try {
		work();
	} finally {
		backend.binding = binding;
	}
	return count;
}

for (const options of [{ features: 'keys' }, { finalNorm: false }] as const) {
	test.serial(`the vectors are those that ${Object.keys(options)[0]} asks for, and it is told`, async (t) => {
		const given = encoderOptions.parse({ weights: 'untrained', ...network, ...options });
		using encoder = await openEncoder(given);
		const input = resizedInput(image, grid, 8);
		const { patches } = encoder.encode(input);
		t.like(encoder.description, options);

		const config = vitConfig('micro', { patch: 8, imageSize: 32 });
		tf.engine().startScope();
		const pixels = tf.tensor4d(input.pixels, [1, 16, 40, 3]);
		const expected = forwardVit(config, untrainedVit(config), pixels, options).patches;
		const usual = forwardVit(config, untrainedVit(config), pixels).patches;
		near(t, patches, expected.dataSync(), 'patches', 1e-6);
		t.notDeepEqual(usual.dataSync(), expected.dataSync());
		tf.engine().endScope();
	});
}

test.serial('untrained with fixed positions: the counterpart of a network trained with them', async (t) => {
	const options = { weights: 'untrained', ...network, positions: 'fixed', positionBase: 100 };
	using encoder = await openEncoder(encoderOptions.parse(options));
	const input = resizedInput(image, grid, 8);
	const config = vitConfig('micro', { patch: 8, imageSize: 32, positions: 'fixed', positionBase: 100 });
	const weights = untrainedVit(config);
	t.deepEqual(weights.pos_embed!.dataSync(), sincosPositions(128, 4, 100));
	t.notDeepEqual(weights.pos_embed!.dataSync(), sincosPositions(128, 4), 'another base than MoCo v3');

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
