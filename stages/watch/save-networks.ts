import type { Resource } from '../../src/flow/resource.js';
import type { Sink } from '../../src/flow/sink.js';
import { describeVerdict, type Verdict } from '../../src/health/verdict.js';
import type { HealthWatch } from '../../src/health/watch.js';
import { weightsBytes } from '../../src/nn/files/write-safetensors.js';
import { backboneOf } from '../../src/nn/heads/networks.js';
import { ownLosses } from '../../src/nn/losses/losses.js';
import type { StepReport } from '../../src/nn/step/step-items.js';
import type { Training } from '../../src/nn/step/training.js';
import type { Weights } from '../../src/nn/weights.js';
import type { OnlineEvaluation, OnlineMeasures } from '../../src/online/options.js';
import type { TimedStep } from '../../src/online/step-items.js';
import { bestName } from '../../src/run/checkpoints.js';
import type { RunFolder } from '../../src/run/folder.js';
import type { BestCheckpoint, BestStep } from '../../src/training/best-checkpoint.js';

/** Result of a training run. */
export interface TrainingResult {
	readonly folder: string;
	readonly steps: number;
	readonly planned: number;
	/** Report of the last step; absent if this process made none. */
	readonly last?: StepReport;
	/** Verdict and cost of the probes; absent without probes. */
	readonly looks?: {
		readonly verdict: Verdict;
		/** `true` if it ended the run. */
		readonly stopped: boolean;
		/** Share of this process' time. */
		readonly share: number;
	};
	/** The last evaluation of this process, and the share of its time that all took; absent where there was none. */
	readonly evaluation?: NonNullable<OnlineEvaluation['last']> & { readonly share: number };
	/** The best step, and the file of its checkpoint; absent where none was kept. */
	readonly best?: BestStep & { readonly file: string };
}

/** Watches of a training, if any. */
export interface TrainingWatch {
	readonly watch?: Resource<HealthWatch>;
	readonly evaluation?: Resource<OnlineEvaluation>;
	readonly best?: Resource<BestCheckpoint>;
}

/** Reports the training's progress and writes the two networks at its end. */
export function saveNetworks(
	folder: RunFolder,
	training: Resource<Training>,
	{ watch, evaluation, best }: TrainingWatch = {},
): Sink<TimedStep, TrainingResult> {
	return {
		name: 'save-networks',
		types: 'TimedStep → TrainingResult',
		uses: [training, ...[watch, evaluation, best].filter((used) => used !== undefined)],
		open() {
			let last: StepReport | undefined;
			const begun = performance.now();
			const shareOf = (seconds: number) => (1000 * seconds) / (performance.now() - begun);
			const looks = () => {
				if (!watch?.value.verdict) return {};
				const { verdict, isToStop, seconds } = watch.value;
				return { looks: { verdict, stopped: isToStop, share: shareOf(seconds) } };
			};
			const evaluated = () => {
				if (!evaluation?.value.last) return {};
				const { last, seconds } = evaluation.value;
				return { evaluation: { ...last, share: shareOf(seconds) } };
			};
			const bestStep = () => {
				const step = best?.value.best;
				return step ? { best: { ...step, file: folder.path(bestName(step.step)) } } : {};
			};
			return {
				write(report) {
					last = report;
					const { lossReconstruction, lossDistillation, lossClassDistillation, lossContrast } = report;
					return {
						done: report.step,
						total: training.value.length.steps,
						unit: 'step',
						...(watch?.value.verdict && { notice: describeVerdict(watch.value.verdict) }),
						values: {
							lossReconstruction,
							lossDistillation,
							...(lossClassDistillation > 0 && { lossClassDistillation }),
							lossContrast,
							...ownLosses(report),
							...onlineValues(evaluation?.value.last?.measures),
							learningRate: report.learningRate,
							imagesPerSecond: report.imagesPerSecond,
						},
					};
				},
				async result() {
					const { config, student, teacher, step, length } = training.value;
					const metadata = { format: 'pt', vit: JSON.stringify(config.vit) };
					const save = (name: string, weights: Weights) =>
						folder.write(name, weightsBytes(backboneOf(weights), metadata));
					await save('student.safetensors', student);
					await save('teacher.safetensors', teacher);
					return {
						folder: folder.folder,
						steps: step,
						planned: length.steps,
						...(last && { last }),
						...looks(),
						...evaluated(),
						...bestStep(),
					};
				},
			};
		},
	};
}

/** Figures of an evaluation for the live view. */
function onlineValues({ meanIoU, knn20 }: OnlineMeasures = {}) {
	return { ...(meanIoU !== undefined && { meanIoU }), ...(knn20 !== undefined && { knn20 }) };
}
