import type { MaskedViews } from '../../src/data/items.js';
import { batch } from '../../src/flow/batch.js';
import { type Flow, from } from '../../src/flow/flow.js';
import { resource } from '../../src/flow/resource.js';
import { randomFor } from '../../src/math/random.js';
import type { Losses } from '../../src/nn/losses/losses.js';
import { networkFor, objectiveOptions } from '../../src/nn/losses/objective.js';
import { optimiserOptions } from '../../src/nn/optimiser/optimisation.js';
import type { StepReport, ViewBatch } from '../../src/nn/step/step-items.js';
import { Training } from '../../src/nn/step/training.js';
import { vitConfig } from '../../src/nn/vit/config.js';
import { toTensors } from '../../stages/train/to-tensors.js';

const size = 16;
const vit = vitConfig('micro', { width: 16, mlpWidth: 32, depth: 2, heads: 2, patch: 8, imageSize: size });

export const objective = objectiveOptions.parse({
	distillation: { prototypes: 32, hidden: 16, bottleneck: 8 },
	contrast: { hidden: 16, out: 8 },
});

export const optimisation = optimiserOptions.parse({ learningRate: 0.05, warmUpEpochs: 0 });

export const losses: Losses = {
	loss: 6,
	lossReconstruction: 1,
	lossDistillation: 2,
	lossClassDistillation: 0,
	lossContrast: 3,
};

export function someReports(count: number): StepReport[] {
	const rates = {
		learningRate: 1,
		weightDecay: 0,
		momentum: 1,
		gradientNorm: 1,
		gradientNorms: { embedding: 1 },
	};
	return Array.from({ length: count }, (_, i) => ({ step: i + 1, epoch: 0, photos: 2, ...losses, ...rates }));
}

/** Networks that learn in milliseconds. */
export const training = resource(
	'training',
	({ seed }) => new Training(networkFor(vit, objective), { steps: 4, stepsPerEpoch: 2, batchSize: 2 }, seed),
	(value) => value[Symbol.dispose](),
);

/** Views of noise, the lower half of each corrupted. */
export function* noise(photos: number): Generator<MaskedViews> {
	for (let photo = 0; photo < photos; photo++) {
		const random = randomFor(0, 'noise', String(photo % 4));
		const pixels = () => Uint8Array.from({ length: size * size * 3 }, () => 256 * random());
		const view = () => ({ width: size, height: size, pixels: pixels() });
		const mask = new Uint8Array(size * size).fill(1, (size * size) / 2);
		const corruption = { mask, fill: 'zeros', donor: 0 } as const;
		yield { path: `${photo}`, epoch: 0, views: [view(), view()], corruptions: [corruption, corruption] };
	}
}

/** Two photos a batch. */
export function batches(count: number): Flow<ViewBatch> {
	return from(() => noise(2 * count))
		.via(batch(2))
		.via(toTensors);
}
