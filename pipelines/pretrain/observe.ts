import type { Flow } from '../../src/flow/flow.js';
import type { StepReport } from '../../src/nn/step/step-items.js';
import type { TimedStep } from '../../src/online/step-items.js';
import type { RunFolder } from '../../src/run/folder.js';
import { evaluateOnline } from '../../stages/watch/evaluate-online.js';
import { keepBest } from '../../stages/watch/keep-best.js';
import { saveCheckpoint } from '../../stages/watch/save-checkpoint.js';
import { watchLearning } from '../../stages/watch/watch-learning.js';
import { writeMetrics } from '../../stages/watch/write-metrics.js';
import { writeSummaries } from '../../stages/watch/write-summaries.js';
import type { PretrainOptions } from './options.js';
import type { Pretraining } from './resources.js';

/** Watches a finished step and records its figures. Leaves the networks unchanged. */
export function observe(
	folder: RunFolder,
	resources: Pretraining,
	options: PretrainOptions,
): (step: Flow<StepReport>) => Flow<TimedStep> {
	const { training, watch, evaluation, incidents, events, shown, schedule, best } = resources;
	const { health, stopOn, online, optimiser, checkpoint } = options;
	return (step) =>
		step
			// Features of held-out photos, and of labelled ones.
			.via(
				watchLearning(folder, training, watch, { health, stopOn, objective: options, optimiser, incidents }),
			)
			.via(evaluateOnline(training, evaluation, online))
			// A line of metrics.jsonl, which no checkpoint may be ahead of; the same and pictures for TensorBoard.
			.via(writeMetrics(folder))
			.via(writeSummaries(events, training, shown, schedule))
			.via(keepBest(folder, training, best))
			.via(saveCheckpoint(folder, training, checkpoint));
}
