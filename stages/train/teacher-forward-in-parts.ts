import type { MaskedViews } from '../../src/data/items.js';
import type { Resource } from '../../src/flow/resource.js';
import { type Stage, stage } from '../../src/flow/stage.js';
import { GraphFunction } from '../../src/nn/graph/graph-function.js';
import { contrastHead } from '../../src/nn/heads/contrast.js';
import type { Objective } from '../../src/nn/losses/objective.js';
import { Held } from '../../src/nn/micro-batch/held.js';
import { joinParts, nextPart } from '../../src/nn/micro-batch/parts.js';
import { type Computing, computeBy, plainly } from '../../src/nn/precision/precision.js';
import { partsOf } from '../../src/nn/ranges.js';
import type { TaughtParts } from '../../src/nn/step/step-items.js';
import type { Training } from '../../src/nn/step/training.js';
import { viewTensors } from '../../src/nn/step/view-tensors.js';
import { type Tensor, tf } from '../../src/nn/tf/tf.js';
import { forwardVit } from '../../src/nn/vit/vit.js';
import type { Weights } from '../../src/nn/weights.js';

/**
 * `teacher-forward` in micro-batches of `size` photos: the embeddings of all class tokens, and the tokens from which
 * each micro-batch's distributions are made, which take a fraction of their memory.
 */
export function teacherForwardInParts(
	training: Resource<Training>,
	{ contrast, distillation, classDistillation }: Objective,
	size: number,
	way: Computing = plainly,
): Stage<readonly MaskedViews[], TaughtParts> {
	return stage(
		'teacher-forward',
		() => {
			const see = new GraphFunction((question: Question) => computeBy(way, () => seeViews(question)));
			return {
				async process(batch, { signal }) {
					const { teacher } = training.value;
					const seen: Seen[] = [];
					try {
						for (const part of partsOf(batch.length, size)) {
							await nextPart(signal);
							using views = new Held(viewTensors(batch, part));
							seen.push(see.run({ teacher, shown: { clean: views.value.clean } }).tokens);
						}

						const taught = computeBy(way, () => tf.tidy(() => answer(teacher, seen)));
						return [{ epoch: batch.at(-1)!.epoch, photos: batch.length, batch, taught }];
					} finally {
						tf.dispose(seen);
					}
				},
				close: () => see[Symbol.dispose](),
			};
		},
		{ types: 'MaskedViews[] → TaughtParts', uses: [training] },
	);

	function seeViews({ teacher, shown }: Question) {
		const { cls, patches } = forwardVit(training.value.config.vit, teacher, shown.clean);
		return { tokens: { cls, ...(distillation.weight > 0 && { patches }) } };
	}

	function answer(teacher: Weights, seen: readonly Seen[]) {
		const classes = seen.map(({ cls }) => cls);
		return {
			...(contrast.weight > 0 && { keys: contrastHead(teacher, joinParts(classes), contrast.activation) }),
			tokens: seen.map(({ cls, patches }) => ({
				...(patches && { patches: tf.clone(patches) }),
				...(classDistillation.weight > 0 && { classes: tf.clone(cls) }),
			})),
		};
	}
}

/** Inputs of a micro-batch's tokens. */
type Question = { readonly teacher: Weights; readonly shown: { readonly clean: Tensor } };

/** The teacher's tokens of a micro-batch. */
type Seen = { readonly cls: Tensor; readonly patches?: Tensor };
