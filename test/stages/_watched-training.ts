import type { Photo } from '../../src/data/items.js';
import { batch } from '../../src/flow/batch.js';
import { from } from '../../src/flow/flow.js';
import { resource } from '../../src/flow/resource.js';
import { toArray } from '../../src/flow/sink.js';
import { healthOptions } from '../../src/health/options.js';
import { judge, type Verdict } from '../../src/health/verdict.js';
import type { HealthWatch } from '../../src/health/watch.js';
import { randomFor } from '../../src/math/random.js';
import { networkFor, objectiveOptions } from '../../src/nn/losses/objective.js';
import { optimiserOptions } from '../../src/nn/optimiser/optimisation.js';
import { Training } from '../../src/nn/step/training.js';
import { vitConfig } from '../../src/nn/vit/config.js';
import type { RunFolder } from '../../src/run/folder.js';
import { augmentViews, augmentViewsOptions } from '../../stages/input/augment-views.js';
import { maskPatches, maskPatchesOptions } from '../../stages/input/mask-patches.js';
import { momentumUpdate } from '../../stages/train/momentum-update.js';
import { optimiserStep } from '../../stages/train/optimiser-step.js';
import { studentGradients } from '../../stages/train/student-gradients.js';
import { teacherForward } from '../../stages/train/teacher-forward.js';
import { toTensors } from '../../stages/train/to-tensors.js';
import { watchLearning } from '../../stages/watch/watch-learning.js';

const [size, patch, batchSize] = [32, 8, 16] as const;
const vit = vitConfig('micro', { width: 32, mlpWidth: 64, depth: 2, heads: 2, patch, imageSize: size });

/** A patch of one colour on a ground of another, with a little noise: every photo another one. */
function drawPhoto(index: number): Photo {
	const random = randomFor(0, 'photo', String(index));
	const [ground, colour] = [0, 1].map(() => [0, 1, 2].map(() => 256 * random())) as [number[], number[]];
	const [left, top, side] = [24 * random(), 24 * random(), 12 + 12 * random()];
	const pixels = new Uint8Array(size * size * 3);
	for (let i = 0; i < pixels.length; i++) {
		const [x, y] = [Math.floor(i / 3) % size, Math.floor(i / 3 / size)];
		const isInside = x >= left && x < left + side && y >= top && y < top + side;
		pixels[i] = Math.min(255, 0.8 * (isInside ? colour : ground)[i % 3]! + 50 * random());
	}
	return { path: `${index}`, epoch: 0, image: { width: size, height: size, pixels } };
}

/** The photos that are looked at, as `openHealthWatch` gives them. */
export function heldAside(count = 12): HealthWatch {
	const photos = Array.from({ length: count }, (_, i) =>
		Float32Array.from(drawPhoto(1000 + i).image.pixels, (sample) => (sample - 118) / 58),
	);
	return {
		photos,
		leftOut: [],
		isUnseen: true,
		probes: [],
		reconstructions: [],
		verdict: undefined,
		isToStop: false,
		seconds: 0,
	};
}

export interface WatchedTraining {
	readonly steps?: number;
	readonly objective?: {
		readonly distillation?: object;
		readonly reconstruction?: object;
		readonly contrast?: object;
	};
	readonly optimiser?: object;
	readonly folder: RunFolder;
	readonly seed?: number;
}

/** Trains a network of a second's steps, and gives the verdict at the first and at every tenth. */
export async function trainWatched({
	steps = 50,
	objective = {},
	optimiser = {},
	folder,
	seed = 1,
}: WatchedTraining): Promise<readonly Verdict[]> {
	const terms = objectiveOptions.parse({
		...objective,
		contrast: { hidden: 32, out: 16, ...objective.contrast },
		distillation: {
			prototypes: 64,
			hidden: 32,
			bottleneck: 16,
			teacherTemperatureEpochs: 0,
			...objective.distillation,
		},
	});
	const rates = optimiserOptions.parse({ learningRate: 0.05, warmUpEpochs: 1, momentum: 0.9, ...optimiser });
	const length = { steps, stepsPerEpoch: 5, batchSize };
	const training = resource(
		'training',
		({ seed }) => new Training(networkFor(vit, terms), length, seed, rates),
		(value) => value[Symbol.dispose](),
	);
	const held = heldAside();
	const watch = resource('watch', () => held);
	const health = healthOptions.parse({ everySteps: 10 });
	await from(function* () {
		for (let i = 0; i < steps * batchSize; i++) yield drawPhoto(i % 80);
	})
		.via(augmentViews(augmentViewsOptions.parse({ size })))
		.via(maskPatches(maskPatchesOptions.parse({ align: patch }), patch))
		.via(batch(batchSize))
		.lockstep((step) =>
			step
				.via(toTensors)
				.via(teacherForward(training, terms))
				.via(studentGradients(training, { ...terms, optimiser: rates }))
				.via(optimiserStep(training, rates))
				.via(momentumUpdate(training, rates, terms.distillation.centreMomentum))
				.via(watchLearning(folder, training, watch, { health, objective: terms, optimiser: rates })),
		)
		.into(toArray())
		.run({ seed });
	return held.probes.map((_, i) => judge(held.probes.slice(0, i + 1)));
}
