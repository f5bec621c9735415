import test from 'ava';
import { recomputed } from '../../../src/nn/autograd/recomputed.js';
import { valueAndGradients } from '../../../src/nn/autograd/value-and-gradients.js';
import { withPolicy } from '../../../src/nn/precision/precision.js';
import { type Tensor, tf } from '../../../src/nn/tf/tf.js';
import { vitConfig } from '../../../src/nn/vit/config.js';
import { untrainedVit } from '../../../src/nn/vit/init.js';
import { forwardVit } from '../../../src/nn/vit/vit.js';
import { useBackend } from '../../support/backend.js';
import { drawn } from '../../support/gradients.js';

test.before(async () => void (await useBackend()));

/** The value, the gradients of all weights, and how many tensors of their own the tape kept. */
function learn(checkpointing: boolean, positions: 'learned' | 'rotary', depth: number) {
	const config = vitConfig('micro', {
		width: 16,
		mlpWidth: 32,
		depth,
		heads: 2,
		patch: 8,
		imageSize: 32,
		positions,
	});
	const weights = untrainedVit(config);
	const branchFactors = Array.from({ length: 2 * depth }, (_, i) => (i < 2 ? undefined : drawn(i, 2, 1, 1)));
	const images = drawn(1, 2, 32, 32, 3);
	const names = Object.keys(weights);
	const before = tf.memory();
	let kept = 0;
	const forward = (...tensors: Tensor[]) => {
		const student = Object.fromEntries(names.map((name, i) => [name, tensors[i]!]));
		const { cls, patches } = forwardVit(config, student, images, { branchFactors });
		kept = tf.memory().numDataBuffers - before.numDataBuffers;
		return tf.add(tf.sum(tf.square(cls)), tf.sum(tf.mul(patches, drawn(3, ...patches.shape))));
	};
	const { value, gradients } = withPolicy({ precision: 'float32', checkpointing }, () =>
		valueAndGradients(forward, Object.values(weights)),
	);
	const values = [value, ...gradients].map((tensor) => Array.from(tensor.dataSync()));
	tf.dispose([value, ...gradients]);
	const left = tf.memory().numTensors - before.numTensors;
	tf.dispose([weights, branchFactors, images]);
	return { values, kept, left };
}

type Learnt = ReturnType<typeof learn>;

for (const positions of ['learned', 'rotary'] as const) {
	test.serial(
		`blocks that are recomputed give the same bits, and keep little: ${positions} positions`,
		(t) => {
			const [plain, checkpointed] = [false, true].map((way) =>
				[2, 6].map((depth) => learn(way, positions, depth)),
			) as [Learnt[], Learnt[]];
			const ofBlocks = ([few, many]: Learnt[]) => many!.kept - few!.kept;
			t.deepEqual(checkpointed[1]!.values, plain[1]!.values);
			t.true(ofBlocks(checkpointed) < ofBlocks(plain) / 8, `${ofBlocks(checkpointed)} of ${ofBlocks(plain)}`);
			t.deepEqual([checkpointed[1]!.left, plain[1]!.left], [0, 0]);
		},
	);
}

test.serial('a failure in the second computation leaves nothing behind', (t) => {
	const [x, before] = [drawn(1, 4), tf.memory().numTensors];
	let calls = 0;
	const block = (tensors: readonly Tensor[]) => {
		if (++calls === 2) throw new Error('out of memory');
		return tf.square(tf.square(tensors[0]!));
	};
	const forward = (y: Tensor) => tf.sum(recomputed([tf.exp(y)], [], block));
	t.throws(() => valueAndGradients(forward, [x]), { message: 'out of memory' });
	t.is(tf.memory().numTensors, before);
	x.dispose();
});
