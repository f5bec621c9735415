import { randomFor } from '../../math/random.js';
import { createNetwork, createTeacher, type NetworkConfig } from '../heads/networks.js';
import type { Centres } from '../losses/centre.js';
import { AdamW, type AdamWOptions } from '../optimiser/adamw.js';
import type { TrainingLength } from '../optimiser/optimisation.js';
import { tf } from '../tf/tf.js';
import type { Weights } from '../weights.js';

/** State of a training: everything that it changes, and so everything that a checkpoint must hold. */
export class Training implements Disposable {
	/** Number of updates so far. */
	step = 0;
	/** Number of the first photo in the source's endless sequence that no update has seen yet. */
	next = 0;
	student: Weights;
	/** Moving average of the student, without the tensors that only the student has (`createTeacher`). */
	teacher: Weights;
	/** Centres, [K] each. */
	centres: Centres;
	readonly optimiser: AdamW;

	constructor(
		readonly config: NetworkConfig,
		readonly length: TrainingLength,
		seed: number,
		options: AdamWOptions = {},
	) {
		this.student = createNetwork(config, randomFor(seed, 'init-weights', '0'));
		this.teacher = createTeacher(this.student);
		const shape = [config.prototypeHead?.prototypes ?? 1];
		this.centres = { patches: tf.zeros(shape), classes: tf.zeros(shape) };
		this.optimiser = new AdamW(options);
	}

	[Symbol.dispose](): void {
		tf.dispose([this.student, this.teacher, this.centres]);
		this.optimiser[Symbol.dispose]();
	}
}
