import type { Resource } from '../../src/flow/resource.js';
import { type Stage, stage } from '../../src/flow/stage.js';
import type { Training } from '../../src/nn/step/training.js';
import {
	type OnlineEvaluation,
	type OnlineOptions,
	stepsBetweenEvaluations,
} from '../../src/online/options.js';
import type { EvaluatedStep, WatchedStep } from '../../src/online/step-items.js';

/**
 * Evaluates the teacher against labels: at the first step, at intervals and at the last step. Leaves the training
 * unchanged.
 */
export function evaluateOnline(
	training: Resource<Training>,
	evaluation: Resource<OnlineEvaluation>,
	options: Pick<OnlineOptions, 'everySteps'>,
): Stage<WatchedStep, EvaluatedStep> {
	return stage(
		'evaluate-online',
		() => {
			const { length } = training.value;
			const interval = stepsBetweenEvaluations(options, length);
			const isDue = (step: number) => step === 1 || step % interval === 0 || step === length.steps;
			return {
				async process(report) {
					const { evaluators } = evaluation.value;
					if (evaluators.length === 0 || !isDue(report.step)) return [report];
					const begun = performance.now();
					const online = {};
					for (const { measure } of evaluators) Object.assign(online, await measure(training.value));
					evaluation.value.last = { step: report.step, measures: online };
					evaluation.value.seconds += (performance.now() - begun) / 1000;
					return [{ ...report, online }];
				},
			};
		},
		{ types: 'WatchedStep → EvaluatedStep', uses: [training, evaluation] },
	);
}
