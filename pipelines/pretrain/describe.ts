import { describeVerdict } from '../../src/health/verdict.js';
import { type Losses, ownLosses } from '../../src/nn/losses/losses.js';
import type { TrainingResult } from '../../stages/watch/save-networks.js';

/** Describes the result of a training for the user. */
export function describeTraining({
	folder,
	steps,
	planned,
	last,
	looks,
	evaluation,
	best,
}: TrainingResult): string {
	const early = steps < planned ? ` of ${planned} (stopped early)` : '';
	const losses = last ? ` Losses of the last: ${describeLosses(last)}.` : '';
	return [
		`Trained ${steps}${early} steps.${losses}`,
		...(looks ? [describeLooks(looks)] : []),
		...(evaluation ? [describeEvaluation(evaluation)] : []),
		...(best
			? [`Best by ${best.metric}: step ${best.step} (${best.value.toFixed(4)}), kept as ${best.file}`]
			: []),
		`Written to ${folder}: student.safetensors, teacher.safetensors, metrics.jsonl`,
	].join('\n');
}

function describeLooks({ verdict, stopped, share }: NonNullable<TrainingResult['looks']>): string {
	const end = stopped ? ' This ended the run (`stopOn`).' : '';
	return `Verdict: ${describeVerdict(verdict)}.${end} Probing took ${(100 * share).toFixed(1)}% of the time.`;
}

function describeEvaluation({ step, measures, share }: NonNullable<TrainingResult['evaluation']>): string {
	const named = {
		'mean IoU': measures.meanIoU,
		'average precision': measures.averagePrecision,
		'20-NN': measures.knn20,
	};
	const figures = Object.entries(named).flatMap(([name, value]) =>
		value === undefined ? [] : [`${name} ${(100 * value).toFixed(1)}%`],
	);
	return `Evaluated at step ${step}: ${figures.join(', ')}. Evaluating took ${(100 * share).toFixed(1)}% of the time.`;
}

/** Describes the terms that are switched on. */
function describeLosses(last: Losses): string {
	const terms = {
		reconstruction: last.lossReconstruction,
		distillation: last.lossDistillation,
		'class distillation': last.lossClassDistillation,
		contrast: last.lossContrast,
		...ownLosses(last),
	};
	const on = Object.entries(terms).filter(([, loss]) => loss !== 0);
	return on.map(([term, loss]) => `${term} ${loss.toFixed(3)}`).join(', ');
}
