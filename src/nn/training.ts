import { randomFor } from '../flow/random.js';
import { AdamW } from './adamw.js';
import { createNetwork, createTeacher, type NetworkConfig } from './networks.js';
import type { TrainingLength } from './optimisation.js';
import { type Tensor, tf } from './tf.js';
import type { Weights } from './weights.js';

/** Everything that training changes, and so everything that a checkpoint has to hold. */
export class Training implements Disposable {
	/** Updates made so far. */
	step = 0;
	/** The number of the first photo in the source's endless sequence that no update has seen yet. */
	next = 0;
	student: Weights;
	/** The moving average of the student; without the pixel head, which only the student has. */
	teacher: Weights;
	/** [K]: the running mean of the teacher's logits. */
	centre: Tensor;
	readonly optimiser = new AdamW();

	constructor(
		readonly config: NetworkConfig,
		readonly length: TrainingLength,
		seed: number,
	) {
		this.student = createNetwork(config, randomFor(seed, 'init-weights', '0'));
		this.teacher = createTeacher(this.student);
		this.centre = tf.zeros([config.prototypeHead?.prototypes ?? 1]);
	}

	[Symbol.dispose](): void {
		tf.dispose([this.student, this.teacher, this.centre]);
		this.optimiser[Symbol.dispose]();
	}
}
