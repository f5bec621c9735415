import test from 'ava';
import { featuresOf, forwardGraph } from '../../src/health/measures.js';
import { networkFor } from '../../src/nn/losses/objective.js';
import { Training } from '../../src/nn/step/training.js';
import { tf } from '../../src/nn/tf/tf.js';
import { vitConfig } from '../../src/nn/vit/config.js';
import { objective } from '../stages/_tiny-training.js';
import { useBackend } from '../support/backend.js';

test.before(useBackend);

const config = vitConfig('micro', { width: 16, mlpWidth: 32, depth: 2, heads: 2, patch: 8, imageSize: 16 });

test('features by a graph are those without, of one photo after the other, and leave nothing', (t) => {
	using training = new Training(
		networkFor(config, objective),
		{ steps: 1, stepsPerEpoch: 1, batchSize: 1 },
		1,
	);
	const before = tf.memory().numTensors;
	const photos = Array.from({ length: 37 }, (_, photo) =>
		Float32Array.from({ length: 16 * 16 * 3 }, (_, i) => Math.sin(i * (photo + 1))),
	);
	{
		using graph = forwardGraph(config);
		for (const weights of [training.teacher, training.student]) {
			const { cls, patches } = featuresOf(training, weights, photos, graph);
			t.is(patches.length, 37);
			for (const [i, photo] of photos.entries()) {
				const alone = featuresOf(training, weights, [photo]);
				const differences = [
					...alone.cls.map((x, at) => x - cls[i * 16 + at]!),
					...alone.patches[0]!.map((x, at) => x - patches[i]![at]!),
				];
				t.true(differences.every((difference) => Math.abs(difference) < 1e-5));
			}
		}
	}
	t.is(tf.memory().numTensors, before);
});
