import type { MaskedViews } from '../../data/items.js';
import type { PhotoRange } from '../../data/views/view-arrays.js';
import { GraphFunction } from '../graph/graph-function.js';
import { contrastHead } from '../heads/contrast.js';
import type { NetworkConfig } from '../heads/networks.js';
import { withPolicy } from '../precision/precision.js';
import type { TaughtMicroBatches } from '../step/step-items.js';
import type { TeacherOptions } from '../step/step-options.js';
import { viewTensors } from '../step/view-tensors.js';
import { type Tensor, tf } from '../tf/tf.js';
import { forwardVit } from '../vit/vit.js';
import type { Weights } from '../weights.js';
import { Disposing } from './disposing.js';
import { giveWay, joinRows } from './micro-batches.js';

/** Inputs of a micro-batch's tokens. */
type Inputs = { readonly teacher: Weights; readonly shown: { readonly clean: Tensor } };

/** The teacher's tokens of a micro-batch. */
type Tokens = { readonly cls: Tensor; readonly patches?: Tensor };

/**
 * Runs the teacher on a batch micro-batch by micro-batch. It keeps the embeddings of all class tokens, and the tokens
 * from which the distributions are made, which take a fraction of their memory.
 */
export class TeacherInMicroBatches implements Disposable {
	readonly #forward: GraphFunction<Inputs, { readonly tokens: Tokens }>;

	constructor(
		{ vit }: NetworkConfig,
		readonly options: TeacherOptions,
	) {
		const forward = ({ teacher, shown }: Inputs) => {
			const { cls, patches } = forwardVit(vit, teacher, shown.clean);
			return { tokens: { cls, ...(options.distillation.weight > 0 && { patches }) } };
		};
		this.#forward = new GraphFunction((inputs: Inputs) => withPolicy(options, () => forward(inputs)));
	}

	async forward(
		teacher: Weights,
		batch: readonly MaskedViews[],
		microBatches: readonly PhotoRange[],
		signal: AbortSignal,
	): Promise<TaughtMicroBatches> {
		const seen: Tokens[] = [];
		try {
			for (const range of microBatches) {
				await giveWay(signal);
				using views = new Disposing(viewTensors(batch, range));
				seen.push(this.#forward.run({ teacher, shown: { clean: views.value.clean } }).tokens);
			}

			const outputs = withPolicy(this.options, () => tf.tidy(() => this.#outputs(teacher, seen)));
			const { epoch } = batch.at(-1)!;
			return { epoch, photos: batch.length, batch, microBatches, teacherOutputs: outputs };
		} finally {
			tf.dispose(seen);
		}
	}

	[Symbol.dispose](): void {
		this.#forward[Symbol.dispose]();
	}

	#outputs(teacher: Weights, seen: readonly Tokens[]) {
		const { contrast, classDistillation } = this.options;
		const keys = () => contrastHead(teacher, joinRows(seen.map(({ cls }) => cls)), contrast.activation);
		return {
			...(contrast.weight > 0 && { keys: keys() }),
			tokens: seen.map(({ cls, patches }) => ({
				...(patches && { patches: tf.clone(patches) }),
				...(classDistillation.weight > 0 && { classes: tf.clone(cls) }),
			})),
		};
	}
}
