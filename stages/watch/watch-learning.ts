import type { Resource } from '../../src/flow/resource.js';
import { type Stage, stage } from '../../src/flow/stage.js';
import type { Incidents } from '../../src/health/incidents.js';
import { type ForwardGraph, forwardGraph, measureHealth } from '../../src/health/measures.js';
import { type HealthOptions, isToStop, type StopOn, stepsBetweenProbes } from '../../src/health/options.js';
import { judge } from '../../src/health/verdict.js';
import type { HealthWatch } from '../../src/health/watch.js';
import { type Objective, teacherTemperatureAt } from '../../src/nn/losses/objective.js';
import { type Optimisation, ratesAt } from '../../src/nn/optimiser/optimisation.js';
import type { StepReport } from '../../src/nn/step/step-items.js';
import type { Training } from '../../src/nn/step/training.js';
import type { WatchedStep } from '../../src/online/step-items.js';
import type { RunFolder } from '../../src/run/folder.js';

/** Settings of `watchLearning`: those of the training that it watches, and what may end it. */
export interface WatchLearningOptions {
	readonly health: HealthOptions;
	readonly stopOn?: StopOn;
	readonly objective: Objective;
	readonly optimiser: Optimisation;
	readonly incidents?: Resource<Incidents>;
}

/**
 * Probes the networks on held-out photos and says whether they learn: at the first step, at intervals and at the last
 * step. Writes the verdict to `health.json`. Leaves the training unchanged.
 */
export function watchLearning(
	folder: RunFolder,
	training: Resource<Training>,
	watch: Resource<HealthWatch>,
	options: WatchLearningOptions,
): Stage<StepReport, WatchedStep> {
	const { distillation, classDistillation } = options.objective;
	const tokens = distillation.weight > 0 ? 'patches' : classDistillation.weight > 0 ? 'classes' : undefined;

	return stage(
		'watch-learning',
		() => {
			const { photos, probes } = watch.value;
			const { length, config } = training.value;
			const graph = forwardGraph(config.vit);
			const interval = stepsBetweenProbes(options.health, photos.length, length);
			const isDue = (step: number) => probes.length === 0 || step % interval === 0 || step === length.steps;
			return {
				async process(report) {
					watch.value.reconstructions.push(report.lossReconstruction);
					if (photos.length < 2 || !isDue(report.step)) return [report];
					const begun = performance.now();
					const health = probe(report, graph);
					const { isUnseen, leftOut } = watch.value;
					const what = { photos: photos.length, isUnseen, leftOut };
					await folder.writeJson('health.json', { step: report.step, ...what, ...health });
					watch.value.seconds += (performance.now() - begun) / 1000;
					return [{ ...report, health }];
				},
				close: () => graph[Symbol.dispose](),
			};
		},
		{
			types: 'StepReport → WatchedStep',
			uses: [training, watch, ...(options.incidents ? [options.incidents] : [])],
		},
	);

	function probe({ step, momentum }: StepReport, graph: ForwardGraph) {
		const { photos, probes, reconstructions } = watch.value;
		const temperature = teacherTemperatureAt(training.value.step, training.value.length, options.objective);
		const measures = measureHealth(training.value, photos, tokens, temperature, graph);
		const seen = {
			...measures,
			reconstruction: reconstructions.reduce((sum, loss) => sum + loss, 0) / reconstructions.length,
			nonFinite: options.incidents?.value.since(probes.at(-1)?.step ?? 0) ?? 0,
			isWarmingUp: isWarmingUp(),
			momentum,
		};
		reconstructions.length = 0;
		probes.push({ step, ...seen });
		const verdict = judge(probes);
		watch.value.verdict = verdict;
		watch.value.isToStop = isToStop(verdict.verdict, options.stopOn);
		return { ...seen, ...verdict };
	}

	/** Returns `true` while the learning rate rises; rates are those of the last step. */
	function isWarmingUp(): boolean {
		const { step, length } = training.value;
		const rate = (at: number) => ratesAt(at, length, options.optimiser).learningRate;
		return rate(step) > rate(step - 1);
	}
}
