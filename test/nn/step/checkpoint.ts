import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'ava';
import { writeAtomically } from '../../../src/files/atomic-write.js';
import { randomFor } from '../../../src/math/random.js';
import { verifyChecksum } from '../../../src/nn/files/checksum.js';
import { openSafetensors } from '../../../src/nn/files/read-safetensors.js';
import { checkedSafetensors, tensorsOf } from '../../../src/nn/files/write-safetensors.js';
import { norms } from '../../../src/nn/optimiser/gradient-norm.js';
import { checkpointBytes, restoreCheckpoint } from '../../../src/nn/step/checkpoint.js';
import { Training } from '../../../src/nn/step/training.js';
import { tf } from '../../../src/nn/tf/tf.js';
import { vitConfig } from '../../../src/nn/vit/config.js';
import { useBackend } from '../../support/backend.js';

const folder = await mkdtemp(path.join(tmpdir(), 'checkpoint-'));

test.before(useBackend);

function freshTraining(seed: number, width = 8): Training {
	const vit = vitConfig('micro', { width, mlpWidth: 8, depth: 1, heads: 2, patch: 8, imageSize: 16 });
	return new Training({ vit }, { steps: 9, stepsPerEpoch: 1, batchSize: 1 }, seed);
}

/** An update by noise. One weight is frozen in the first, so that updates are counted apart. */
function update(training: Training): void {
	const random = randomFor(training.step, 'noise', '0');
	const moved = Object.entries(training.student).filter(
		([name]) => training.step > 0 || name !== 'cls_token',
	);
	const gradients = Object.fromEntries(
		moved.map(([name, { shape, size }]) => [
			name,
			tf.tensor(Float32Array.from({ length: size }, random), shape),
		]),
	);
	const step = { learningRate: 0.1, weightDecay: 0.1, norms: norms(gradients) };
	training.student = training.optimiser.step(training.student, gradients, step);
	tf.dispose(gradients);
	training.step++;
	training.next += 3;
}

async function save(training: Training, name: string): Promise<string> {
	const file = path.join(folder, name);
	await writeAtomically(file, checkpointBytes(training));
	return file;
}

/** Everything a training holds, by value. */
function valuesOf({ step, next, student, teacher, centres, optimiser }: Training): object {
	const { moments, updates } = optimiser.state;
	const tensors = { student, teacher, centres, moments };
	const values = Object.entries(tensors).flatMap(([group, weights]) =>
		Object.entries(weights).map(([name, tensor]) => [`${group} ${name}`, tensor.dataSync()]),
	);
	return { step, next, updates, ...Object.fromEntries(values) };
}

test.serial('a restored training goes on to the same bits, and leaves no tensor', async (t) => {
	const before = tf.memory().numTensors;
	const [whole, resumed] = [freshTraining(1), freshTraining(2)];
	for (let step = 0; step < 2; step++) update(whole);
	await restoreCheckpoint(resumed, await save(whole, 'two'));
	t.deepEqual(valuesOf(resumed), valuesOf(whole));
	t.deepEqual(Object.keys(resumed.student), Object.keys(whole.student), 'in the same order');
	t.is(resumed.optimiser.state.updates.cls_token, 1);
	for (let step = 0; step < 2; step++) [whole, resumed].forEach(update);
	t.deepEqual(valuesOf(resumed), valuesOf(whole));
	whole[Symbol.dispose]();
	resumed[Symbol.dispose]();
	t.is(tf.memory().numTensors, before);
});

test.serial('a training that has made no update can be kept as well', async (t) => {
	const [fresh, restored] = [freshTraining(1), freshTraining(2)];
	update(restored);
	await restoreCheckpoint(restored, await save(fresh, 'none'));
	t.deepEqual(valuesOf(restored), valuesOf(fresh));
});

test.serial('it is a safetensors file, whole by its checksum', async (t) => {
	const training = freshTraining(1);
	update(training);
	const file = await save(training, 'one');
	await verifyChecksum(file);
	const { tensors, metadata, close } = await openSafetensors(file);
	t.deepEqual(tensors.get('sha256')?.shape, [32]);
	t.is(metadata.step, '1');
	await close();
});

test.serial('the checkpoint of another network is refused, by the tensor that differs', async (t) => {
	const file = await save(freshTraining(1), 'narrow');
	await t.throwsAsync(restoreCheckpoint(freshTraining(1, 16), file), {
		message: /narrow` is that of another network: its `student\.cls_token` is \[1,1,8\], not \[1,1,16\]/,
	});
});

for (const [lack, metadata, told] of [
	['updates', {}, 'no `updates`'],
	['a step', { updates: '{}', next: '1' }, 'no `step`'],
	['sense', { updates: '{"cls_token":1.5}', step: '1', next: '1' }, 'a wrong `updates`'],
	['JSON', { updates: '{', step: '1', next: '1' }, 'a wrong `updates`'],
] as const) {
	test.serial(`a file without ${lack} in its metadata is no checkpoint`, async (t) => {
		const training = freshTraining(1);
		const file = path.join(folder, `without ${lack}`);
		await writeAtomically(file, checkedSafetensors([...tensorsOf(training.student, '')], metadata));
		await t.throwsAsync(restoreCheckpoint(training, file), {
			message: `\`${file}\` is no checkpoint: its metadata has ${told}. Give a file from the folder \`checkpoints\` of a run`,
		});
	});
}

test.serial('a checkpoint that holds NaN is refused, naming file and tensor', async (t) => {
	const [training, resumed] = [freshTraining(1), freshTraining(2)];
	const { cls_token: token, ...others } = training.student;
	training.student = { cls_token: tf.fill(token!.shape, Number.NaN), ...others };
	tf.dispose(token!);
	const file = await save(training, 'nan');
	await t.throwsAsync(restoreCheckpoint(resumed, file), {
		message: new RegExp(`^\`${file}\`: tensor \`student.cls_token\` holds \`NaN\``),
	});
	training[Symbol.dispose]();
});
