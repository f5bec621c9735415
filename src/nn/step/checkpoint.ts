/** What a checkpoint holds: all that `Training` changes. Everything else follows from the options and the seed. */
import { vitMetadata } from '../files/export-vit.js';
import { openSafetensors } from '../files/read-safetensors.js';
import type { TensorFile } from '../files/tensor-file.js';
import { checkedSafetensors, tensorsOf } from '../files/write-safetensors.js';
import type { Tensor } from '../tf/tf.js';
import { tf } from '../tf/tf.js';
import type { Weights } from '../weights.js';
import type { Training } from './training.js';

/**
 * The bytes of a checkpoint, a safetensors file: `student.*`, `teacher.*`, `optimiser.*.first` and `.second`, `centre.*`,
 * and as metadata `step`, `next`, the `updates` of each weight, and the architecture. The tensors are read one by one,
 * so the training must stand still meanwhile.
 */
export function checkpointBytes(training: Training): AsyncGenerator<Uint8Array> {
	const { config, step, next, student, teacher, centres, optimiser } = training;
	const { moments, updates } = optimiser.state;
	return checkedSafetensors(
		[
			...tensorsOf(student, 'student.'),
			...tensorsOf(teacher, 'teacher.'),
			...tensorsOf(moments, 'optimiser.'),
			...tensorsOf(centres, 'centre.'),
		],
		{
			...vitMetadata(config.vit),
			step: String(step),
			next: String(next),
			updates: JSON.stringify(updates),
		},
	);
}

/**
 * Puts a training into the state of a checkpoint. Disposes of it where that fails: it may be in between.
 *
 * @throws {Error} when the checkpoint is that of another network, naming the first tensor that does not fit
 */
export async function restoreCheckpoint(training: Training, path: string): Promise<void> {
	const file = await openSafetensors(path);
	try {
		const updates: Readonly<Record<string, number>> = JSON.parse(file.metadata.updates!);
		const shapes = momentShapes(training.student, Object.keys(updates));
		const { student, teacher, centres } = training;
		training.student = await readWeights(file, student, 'student.');
		tf.dispose(student);
		training.teacher = await readWeights(file, teacher, 'teacher.');
		tf.dispose(teacher);
		const { patches, classes } = await readWeights(file, centres, 'centre.');
		training.centres = { patches: patches!, classes: classes! };
		tf.dispose(centres);
		training.optimiser.state = { moments: await readWeights(file, shapes, 'optimiser.'), updates };
		training.step = Number(file.metadata.step);
		training.next = Number(file.metadata.next);
	} catch (error) {
		training[Symbol.dispose]();
		throw error;
	} finally {
		await file.close();
	}
}

type Shapes = Readonly<Record<string, { readonly shape: readonly number[] }>>;

function momentShapes(student: Weights, names: readonly string[]): Shapes {
	const moments = names.flatMap((name) => {
		const shape = student[name]?.shape ?? [];
		return [`${name}.first`, `${name}.second`].map((moment) => [moment, { shape }] as const);
	});
	return Object.fromEntries(moments);
}

async function readWeights(file: TensorFile, shapes: Shapes, prefix: string): Promise<Weights> {
	const read: Record<string, Tensor> = {};
	try {
		for (const [name, { shape }] of Object.entries(shapes)) {
			const stored = file.tensors.get(`${prefix}${name}`)?.shape;
			if (String(stored) !== String(shape)) {
				throw new Error(
					`Checkpoint \`${file.path}\` is that of another network: its \`${prefix}${name}\` is ` +
						`${stored ? `[${stored}]` : 'absent'}, not [${shape}]. Leave out the options that change the network`,
				);
			}

			read[name] = tf.tensor(await file.read(`${prefix}${name}`), [...shape]);
		}

		return read;
	} catch (error) {
		tf.dispose(read);
		throw error;
	}
}
