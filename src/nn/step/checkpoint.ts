/** Checkpoints, which hold all that `Training` changes. Everything else follows from the options and the seed. */

import { readFinite } from '../files/read-finite.js';
import { openSafetensors } from '../files/read-safetensors.js';
import type { TensorFile } from '../files/tensor-file.js';
import { vitMetadata } from '../files/vit-metadata.js';
import { checkedSafetensors, tensorsOf } from '../files/write-safetensors.js';
import type { Tensor } from '../tf/tf.js';
import { tf } from '../tf/tf.js';
import type { Weights } from '../weights.js';
import type { Training } from './training.js';

/**
 * Returns the bytes of a checkpoint, a safetensors file: `student.*`, `teacher.*`, `optimiser.*.first` and `.second`,
 * `centre.*`, and as metadata `step`, `next`, the `updates` of each weight, and the architecture. The tensors are
 * read one by one, so the training must not change meanwhile.
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
 * Restores a training from a checkpoint. Disposes of it if that fails, since it may be half restored.
 *
 * @throws {Error} when the file is no checkpoint, naming what its metadata lacks; or is that of another network, naming
 * the first tensor that does not fit
 */
export async function restoreCheckpoint(training: Training, path: string): Promise<void> {
	const file = await openSafetensors(path);
	try {
		const { updates, step, next } = progressOf(file);
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
		training.step = step;
		training.next = next;
	} catch (error) {
		training[Symbol.dispose]();
		throw error;
	} finally {
		await file.close();
	}
}

/** Progress of a training. */
interface Progress extends Pick<Training, 'step' | 'next'> {
	/** Number of updates of each weight so far. */
	readonly updates: Readonly<Record<string, number>>;
}

function progressOf({ path, metadata }: TensorFile): Progress {
	const isCount = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0;
	const read = (name: keyof Progress, isValid: (value: unknown) => boolean) => {
		const value = parsed(metadata[name]);
		if (isValid(value)) return value as never;
		throw new Error(
			`\`${path}\` is no checkpoint: its metadata has ${metadata[name] === undefined ? 'no' : 'a wrong'} \`${name}\`. Give a file from the folder \`checkpoints\` of a run`,
		);
	};
	return {
		updates: read('updates', (value) => isRecord(value) && Object.values(value).every(isCount)),
		step: read('step', isCount),
		next: read('next', isCount),
	};
}

function parsed(text: string | undefined): unknown {
	try {
		return JSON.parse(text ?? 'null');
	} catch {
		return null;
	}
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
	return value !== null && typeof value === 'object' && !Array.isArray(value);
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

			read[name] = tf.tensor(await readFinite(file, `${prefix}${name}`), [...shape]);
		}

		return read;
	} catch (error) {
		tf.dispose(read);
		throw error;
	}
}
