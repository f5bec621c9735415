/**
 * One step of training on given views: the stages of `pretrain` from the teacher to the momentum update, in lockstep.
 * Milliseconds. Stochastic depth is off, as in the peer.
 */
import pretrain from '../../pipelines/pretrain.js';
import { resource } from '../../src/flow/resource.js';
import { openBackend } from '../../src/nn/backend/backend.js';
import { networkFor } from '../../src/nn/losses/objective.js';
import type { ViewBatch } from '../../src/nn/step/step-items.js';
import { Training } from '../../src/nn/step/training.js';
import { type Tensor, type Tensor4D, tf } from '../../src/nn/tf/tf.js';
import { vitFor } from '../../src/nn/vit/options.js';
import { parseOptions } from '../../src/options/parse.js';
import { momentumUpdate } from '../../stages/train/momentum-update.js';
import { optimiserStep } from '../../stages/train/optimiser-step.js';
import { studentGradients } from '../../stages/train/student-gradients.js';
import { teacherForward } from '../../stages/train/teacher-forward.js';
import { spread } from '../results.js';
import type { Contest, Settings } from './contest.js';
import { stepGflop } from './gflop.js';
import { Paced } from './paced.js';
import { openStockWasm } from './stock-wasm.js';

export async function open(settings: Settings): Promise<Contest> {
	const { batch, size, count, model, patch, stock, options } = settings;
	const parsed = parseOptions(pretrain.options, {
		data: { files: 'none' },
		model: { size: model, patch },
		views: { size },
		optimiser: { dropPath: 0, warmUpEpochs: 0 },
		batchSize: batch,
		...(JSON.parse((options as string | undefined) ?? '{}') as object),
	});
	await (stock ? openStockWasm() : openBackend());
	const network = networkFor(vitFor(parsed.model, size), parsed);
	const length = { steps: 1e6, stepsPerEpoch: 1e4, batchSize: batch };
	const training = resource('training', () => new Training(network, length, 0, parsed.optimiser));
	const { optimiser, distillation } = parsed;

	const flow = new Paced(randomViews(batch, size), (views) =>
		views.lockstep((step) =>
			step
				.via(teacherForward(training, parsed))
				.via(studentGradients(training, parsed))
				.via(optimiserStep(training, optimiser))
				.via(momentumUpdate(training, optimiser, distillation.centreMomentum)),
		),
	);
	const cpu: number[] = [];
	const measure = async () => {
		const used = process.cpuUsage();
		const ends = await flow.pass(count, count);
		const { user, system } = process.cpuUsage(used);
		cpu.push((user + system) / 1e6 / count);
		// One value a slice: what of a step is done before the end of the one before is not the same for the first.
		return [(1000 * ends.at(-1)!) / count];
	};
	await flow.pass(2, 2);
	return {
		gflop: stepGflop(network, parsed, batch),
		measure,
		// Other work on the machine changes it less than the time.
		facts: () => ({ cpuSeconds: spread(cpu).median }),
		close: () => flow.close(),
	};
}

/** Repeats views of normal noise, half of the pixels hidden. */
function* randomViews(batch: number, size: number): Generator<ViewBatch> {
	const noise = (seed: number) => tf.randomNormal([2 * batch, size, size, 3], 0, 1, 'float32', seed);
	const clean = noise(1);
	const corrupted = noise(2);
	const mask = tf.tidy(() =>
		tf.cast(tf.less(tf.randomUniform([2 * batch, size, size, 1], 0, 1, 'float32', 3), 0.5), 'float32'),
	);
	// The flow owns what it is given.
	const copy = (tensor: Tensor) => tf.clone(tensor) as Tensor4D;
	for (;;) {
		yield {
			epoch: 0,
			photos: batch,
			clean: copy(clean),
			corrupted: copy(corrupted),
			mask: copy(mask),
		};
	}
}
