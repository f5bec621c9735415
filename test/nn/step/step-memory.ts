import test from 'ava';
import { presets } from '../../../pipelines/presets/index.js';
import { pretrainOptions } from '../../../pipelines/pretrain/options.js';
import { networkOf } from '../../../pipelines/pretrain/resources.js';
import { createNetwork } from '../../../src/nn/heads/networks.js';
import { parametersOf, stepMemory } from '../../../src/nn/step/step-memory.js';
import { tf } from '../../../src/nn/tf/tf.js';
import { parseSettings } from '../../../src/options/settings.js';
import { useBackend } from '../../support/backend.js';

test.before(useBackend);

const optionsOf = (given: object) => pretrainOptions.parse({ data: { files: 'x' }, ...given });
const laptop = parseSettings(
	Object.entries(presets.laptop.settings).map(([name, value]) => `${name}=${JSON.stringify(value)}`),
);

/** Greatest resident memory in MB of `mmc run pretrain` in two steps, by its options; docs/large-batches.md. */
const measured: readonly [object, number][] = [
	[{ batchSize: 4 }, 2469],
	[{ batchSize: 8 }, 3262],
	[{ model: { size: 'tiny' }, batchSize: 4 }, 1850],
	[{ model: { size: 'tiny' }, batchSize: 8 }, 2249],
	[{ ...laptop, batchSize: 64 }, 1032],
];

for (const [given, megabytes] of measured) {
	test(`the estimate is within 15% of ${megabytes} MB`, (t) => {
		const options = optionsOf(given);
		const { batchSize, views } = options;
		const bytes = stepMemory(networkOf(options), { batchSize, size: views.size, local: views.local });
		const ratio = bytes / 1e6 / (megabytes * 1.048576);
		t.true(Math.abs(ratio - 1) < 0.15, `${ratio}`);
	});
}

test('fewer photos at once take less, and so do blocks that are computed again', (t) => {
	const network = networkOf(optionsOf({}));
	const sizes = { batchSize: 256, size: 224, local: { count: 0, size: 96 } };
	const whole = stepMemory(network, sizes);
	const half = stepMemory(network, { ...sizes, microBatch: 128 });
	t.true(half < 0.6 * whole && half > 0.45 * whole);
	t.true(stepMemory(network, { ...sizes, checkpointing: true }) < 0.6 * whole);
});

test('parameters are counted as they are drawn', (t) => {
	const network = networkOf(optionsOf(laptop));
	const drawn = createNetwork(network, Math.random);
	const { backbone, all } = parametersOf(network);
	const count = (names: (name: string) => boolean) =>
		Object.entries(drawn).reduce((sum, [name, { size }]) => sum + (names(name) ? size : 0), 0);
	t.is(
		all,
		count(() => true),
	);
	t.is(
		backbone,
		count((name) => !/_head\./.test(name)),
	);
	tf.dispose(drawn);
});
