import type { Resource } from '../../src/flow/resource.js';
import type { Progress, Sink } from '../../src/flow/sink.js';
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
	watched: TrainingWatch = {},
): Sink<TimedStep, TrainingResult> {
	const { watch, evaluation, best } = watched;
	return {
		name: 'save-networks',
		types: 'TimedStep → TrainingResult',
		uses: [training, ...[watch, evaluation, best].filter((used) => used !== undefined)],
		open() {
			let last: StepReport | undefined;
			const begun = performance.now();
			return {
				write(report) {
					last = report;
					return progressOf(report, training.value, watched);
				},
				async result() {
					await writeNetworks(folder, training.value);
					const { step, length } = training.value;
					return {
						folder: folder.folder,
						steps: step,
						planned: length.steps,
						...(last && { last }),
						...describeWatch(folder, watched, performance.now() - begun),
					};
				},
			};
		},
	};
}

/** Returns what the live view shows of a step. */
function progressOf(report: TimedStep, { length }: Training, { watch, evaluation }: TrainingWatch): Progress {
	const { lossReconstruction, lossDistillation, lossClassDistillation, lossContrast } = report;
	return {
		done: report.step,
		total: length.steps,
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
}

/** Writes `student.safetensors` and `teacher.safetensors`. */
async function writeNetworks(folder: RunFolder, { config, student, teacher }: Training): Promise<void> {
	const metadata = { format: 'pt', vit: JSON.stringify(config.vit) };
	const save = (name: string, weights: Weights) =>
		folder.write(name, weightsBytes(backboneOf(weights), metadata));
	await save('student.safetensors', student);
	await save('teacher.safetensors', teacher);
}

/** Returns what the watchers of a training found, with their shares of the process's milliseconds. */
function describeWatch(
	folder: RunFolder,
	{ watch, evaluation, best }: TrainingWatch,
	milliseconds: number,
): Pick<TrainingResult, 'looks' | 'evaluation' | 'best'> {
	const shareOf = (seconds: number) => (1000 * seconds) / milliseconds;
	const looked = watch?.value;
	const evaluated = evaluation?.value;
	const step = best?.value.best;
	return {
		...(looked?.verdict && {
			looks: { verdict: looked.verdict, stopped: looked.isToStop, share: shareOf(looked.seconds) },
		}),
		...(evaluated?.last && { evaluation: { ...evaluated.last, share: shareOf(evaluated.seconds) } }),
		...(step && { best: { ...step, file: folder.path(bestName(step.step)) } }),
	};
}

/** Figures of an evaluation for the live view. */
function onlineValues({ meanIoU, knn20 }: OnlineMeasures = {}) {
	return { ...(meanIoU !== undefined && { meanIoU }), ...(knn20 !== undefined && { knn20 }) };
}
