import test from 'ava';
import { batch } from '../../../src/flow/batch.js';
import { from } from '../../../src/flow/flow.js';
import type { LossTerm } from '../../../src/nn/losses/loss-term.js';
import { tf } from '../../../src/nn/tf/tf.js';
import { studentGradients } from '../../../stages/train/student-gradients.js';
import { teacherForward } from '../../../stages/train/teacher-forward.js';
import { useBackend } from '../../support/backend.js';
import { stageContract } from '../../support/stage-contract.js';
import { differences, distances, train } from '../_micro-batches.js';
import { noise, objective, training } from '../_tiny-training.js';
import { testMicroBatches } from './_by-terms.js';

test.before(useBackend);

test.serial('both stages meet the contract of stages', async (t) => {
	const options = { ...objective, optimiser: { dropPath: 0.1 }, microBatch: 1 };
	const input = from(() => noise(4)).via(batch(2));
	const stage = teacherForward(training, options);
	await stageContract(t, { stage, input });
	await stageContract(t, { stage: studentGradients(training, options), input: input.via(stage) });
});

// Four of 4, 4, 4 and 2; `micro-batches.long.ts` has two, of 8 and 6.
testMicroBatches(4);

/** Draws class tokens to length 1. */
const length: LossTerm = {
	name: 'length',
	weight: 0.5,
	loss: ({ tokens: { cls } }) => tf.mean(tf.squaredDifference(tf.norm(cls, 2, 1), 1)),
};

test.serial('a term of one’s own: two steps in two micro-batches are those of the whole batch', async (t) => {
	const settings = { photos: 14, ownTerms: [length] };
	const whole = await train(settings);
	const without = await train({ photos: 14 });
	const [own] = whole.steps[0]!.losses.get('lossLength')!;
	t.true(own! > 0.01);
	t.is(without.steps[0]!.losses.get('lossLength'), undefined);
	const added = whole.steps[0]!.losses.get('loss')![0]! - without.steps[0]!.losses.get('loss')![0]!;
	t.true(Math.abs(added / (0.5 * own!) - 1) < 1e-4, `${added} for ${own}`);
	t.deepEqual(differences(await train({ ...settings, microBatch: 7 }), whole), []);
	// Its gradient: of all things the same but for the term, only what the class tokens come from has moved.
	const moved = distances(whole, without);
	t.true(moved.get('step 0, gradient of norm.weight')! > 1e-3);
	t.true(moved.get('step 0, gradient of pixel_head.fc1.weight')! < 1e-6);
});

test.serial('a quarter of the batch at a time takes far less memory than all of it', async (t) => {
	const settings = { photos: 32, steps: 1, objective: { classDistillation: { weight: 1 } }, locals: 2 };
	const whole = await peakBytes(() => train({ ...settings, microBatch: 32 }));
	const quarters = await peakBytes(() => train({ ...settings, microBatch: 8 }));
	t.true(quarters < 0.45 * whole, `${quarters} bytes in quarters, ${whole} at once`);
});

/** The most bytes of tensors that live at once. */
async function peakBytes(work: () => Promise<unknown>): Promise<number> {
	const engine = tf.engine();
	const track = engine.trackTensor;
	let peak = 0;
	engine.trackTensor = (...values) => {
		track.apply(engine, values);
		peak = Math.max(peak, tf.memory().numBytes);
	};
	try {
		await work();
	} finally {
		engine.trackTensor = track;
	}

	return peak;
}
