import test from 'ava';
import { from } from '../../../src/flow/flow.js';
import { resource } from '../../../src/flow/resource.js';
import { toArray } from '../../../src/flow/sink.js';
import { tf } from '../../../src/nn/tf/tf.js';
import { type OnlineEvaluation, stepsBetweenEvaluations } from '../../../src/online/options.js';
import { evaluateOnline } from '../../../stages/watch/evaluate-online.js';
import { useBackend } from '../../support/backend.js';
import { stageContract } from '../../support/stage-contract.js';
import { someReports, training } from '../_tiny-training.js';

test.before(useBackend);

/** Takes a figure from the teacher itself. */
const evaluation = resource('evaluation', (): OnlineEvaluation => {
	const measure = async ({ teacher }: { teacher: Readonly<Record<string, tf.Tensor>> }) => {
		const meanIoU = tf.tidy(() => tf.sum(teacher['norm.weight']!).dataSync()[0]!);
		return { meanIoU };
	};
	const evaluator = { figures: ['meanIoU' as const], measure, [Symbol.dispose]() {} };
	return { evaluators: [evaluator], last: undefined, seconds: 0, [Symbol.dispose]() {} };
});

test.serial('meets the contract of stages', async (t) => {
	await stageContract(t, {
		stage: evaluateOnline(training, evaluation, { everySteps: 2 }),
		input: from(() => someReports(4)),
		ordered: true,
	});
});

test.serial('at the first step, at intervals and at the last', async (t) => {
	// The training is one of four steps.
	const reports = await from(() => someReports(4))
		.via(evaluateOnline(training, evaluation, { everySteps: 3 }))
		.into(toArray())
		.run();
	t.deepEqual(
		reports.map(({ online }) => online?.meanIoU),
		[16, undefined, 16, 16],
	);
});

test('by itself fifty times a run, but every hundred steps at most', (t) => {
	t.is(stepsBetweenEvaluations({}, { steps: 1000 }), 100);
	t.is(stepsBetweenEvaluations({}, { steps: 100_000 }), 2000);
	t.is(stepsBetweenEvaluations({ everySteps: 7 }, { steps: 100_000 }), 7);
});
