import type { Resource } from '../../src/flow/resource.js';
import { map, type Stage } from '../../src/flow/stage.js';
import { checkpointBytes } from '../../src/nn/step/checkpoint.js';
import type { StepReport } from '../../src/nn/step/step-items.js';
import type { Training } from '../../src/nn/step/training.js';
import { bestName, dropOldBest } from '../../src/run/checkpoints.js';
import type { RunFolder } from '../../src/run/folder.js';
import type { BestCheckpoint } from '../../src/training/best-checkpoint.js';

/**
 * Keeps the checkpoint of the best step by a figure of probes or evaluations. It comes after `write-metrics` and in
 * lockstep with it, since that line tells a resumed run how good the step was.
 */
export function keepBest<Report extends StepReport>(
	folder: RunFolder,
	training: Resource<Training>,
	best: Resource<BestCheckpoint>,
): Stage<Report, Report> {
	return map(
		'keep-best',
		async (report) => {
			const better = best.value.better(report);
			if (!better) return report;
			folder.sync();
			await folder.write(bestName(report.step), checkpointBytes(training.value));
			best.value.best = better;
			await dropOldBest(folder.folder);
			return report;
		},
		{ types: 'StepReport → StepReport', uses: [training, best] },
	);
}
