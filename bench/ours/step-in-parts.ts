/** Seconds that a whole training step takes, with the network of `preset=laptop` on views of 96 px and with larger heads, at once or in parts. */

import pretrain from '../../pipelines/pretrain.js';
import { batch as inBatches } from '../../src/flow/batch.js';
import { from } from '../../src/flow/flow.js';
import { resource } from '../../src/flow/resource.js';
import { toArray } from '../../src/flow/sink.js';
import { mulberry32 } from '../../src/math/random.js';
import { openBackend } from '../../src/nn/backend/backend.js';
import { networkFor } from '../../src/nn/losses/objective.js';
import { trainingLength } from '../../src/nn/optimiser/optimisation.js';
import { Training } from '../../src/nn/step/training.js';
import { vitFor } from '../../src/nn/vit/options.js';
import { parseOptions } from '../../src/options/parse.js';
import { gatherOptions } from '../../src/options/recipe.js';
import { maskPatches } from '../../stages/input/mask-patches.js';
import { momentumUpdate } from '../../stages/train/momentum-update.js';
import { optimiserStep } from '../../stages/train/optimiser-step.js';
import { studentGradients } from '../../stages/train/student-gradients.js';
import { teacherForward } from '../../stages/train/teacher-forward.js';
import { spread } from '../results.js';
import type { Contest, Settings } from './contest.js';

export async function open({ batch, count, parts, contrast }: Settings): Promise<Contest> {
	const given = {
		preset: 'laptop',
		data: { files: '-' },
		batchSize: batch,
		microBatch: Number(parts),
		views: { size: 96 },
		distillation: { prototypes: 1024, hidden: 512, bottleneck: 256 },
		contrast: { weight: Number(contrast), hidden: 512, out: 256 },
	};
	const options = parseOptions(pretrain.options, gatherOptions(pretrain, given));
	const { model, views, optimiser } = options;
	await openBackend();
	const length = trainingLength(options, 2200);
	const kept = new Training(networkFor(vitFor(model, views.size), options), length, 0, optimiser);
	const training = resource('training', () => kept);
	const train = (steps: number) =>
		from(() => noise(steps * batch, views.size))
			.via(maskPatches(options.corruption, model.patch))
			.via(inBatches(batch))
			.lockstep((step) =>
				step
					.via(teacherForward(training, options))
					.via(studentGradients(training, options))
					.via(optimiserStep(training, optimiser))
					.via(momentumUpdate(training, optimiser, options.distillation.centreMomentum)),
			)
			.into(toArray())
			.run({ seed: 0 });
	await train(1);
	const cpu: number[] = [];
	return {
		async measure() {
			const [before, used] = [performance.now(), process.cpuUsage()];
			await train(count);
			const { user, system } = process.cpuUsage(used);
			cpu.push((user + system) / 1e6 / count);
			return [(performance.now() - before) / 1000 / count];
		},
		// Other work on the machine changes it less than the time.
		facts: () => ({ cpuSeconds: spread(cpu).median }),
	};
}

function* noise(photos: number, side: number) {
	const random = mulberry32(1);
	for (let photo = 0; photo < photos; photo++) {
		const view = () => ({
			width: side,
			height: side,
			pixels: Uint8Array.from({ length: side * side * 3 }, () => 256 * random()),
		});
		yield { path: `${photo}`, epoch: 0, views: [view(), view()] as const };
	}
}
