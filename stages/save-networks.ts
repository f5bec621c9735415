import type { Resource } from '../src/flow/resource.js';
import type { Sink } from '../src/flow/sink.js';
import { backboneOf } from '../src/nn/networks.js';
import type { StepReport, TimedStep } from '../src/nn/step-items.js';
import type { Training } from '../src/nn/training.js';
import type { Weights } from '../src/nn/weights.js';
import { weightsBytes } from '../src/nn/write-safetensors.js';
import type { RunFolder } from '../src/run/folder.js';

/** What a training run comes to. */
export interface TrainingResult {
	readonly folder: string;
	readonly steps: number;
	readonly planned: number;
	/** The last step's; absent when this process made none. */
	readonly last?: StepReport;
}

/** Tells how far the training is and writes, at its end, the two networks. */
export function saveNetworks(
	folder: RunFolder,
	training: Resource<Training>,
): Sink<TimedStep, TrainingResult> {
	return {
		name: 'save-networks',
		types: 'TimedStep → TrainingResult',
		open() {
			let last: StepReport | undefined;
			return {
				write(report) {
					last = report;
					const { lossReconstruction, lossDistillation, lossClassDistillation, lossContrast } = report;
					return {
						done: report.step,
						total: training.value.length.steps,
						unit: 'step',
						values: {
							lossReconstruction,
							lossDistillation,
							...(lossClassDistillation > 0 && { lossClassDistillation }),
							lossContrast,
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
					return { folder: folder.folder, steps: step, planned: length.steps, ...(last && { last }) };
				},
			};
		},
	};
}
