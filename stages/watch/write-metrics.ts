import { type Stage, stage } from '../../src/flow/stage.js';
import type { EvaluatedStep, TimedStep } from '../../src/online/step-items.js';
import type { RunFolder } from '../../src/run/folder.js';

/**
 * Adds a line for each step to `metrics.jsonl`. It comes before `save-checkpoint` and in lockstep with it, so that no
 * checkpoint is ahead of the metrics.
 */
export function writeMetrics(folder: RunFolder): Stage<EvaluatedStep, TimedStep> {
	return stage(
		'write-metrics',
		() => {
			let before = performance.now();
			return {
				process(report) {
					const now = performance.now();
					const timed = { ...report, imagesPerSecond: (1000 * report.photos) / (now - before) };
					before = now;
					folder.append('metrics.jsonl', JSON.stringify(timed));
					return [timed];
				},
			};
		},
		{ types: 'EvaluatedStep → TimedStep' },
	);
}
