import type { MaskedViews } from '../src/data/items.js';
import type { Resource } from '../src/flow/resource.js';
import { map, type Stage } from '../src/flow/stage.js';
import { contrastHead } from '../src/nn/contrast-head.js';
import type { Objective } from '../src/nn/objective.js';
import { joinParts, nextPart, partsOf } from '../src/nn/parts.js';
import type { TaughtParts } from '../src/nn/step-items.js';
import { type Tensor, tf } from '../src/nn/tf.js';
import type { Training } from '../src/nn/training.js';
import { viewTensors } from '../src/nn/view-tensors.js';
import { forwardVit } from '../src/nn/vit.js';

/**
 * `teacher-forward` for a batch that is computed in parts of `size` photos: the embeddings of all class tokens, and the
 * tokens that each part's distributions will be made of, which take a fraction of their room.
 */
export function teacherForwardInParts(
	training: Resource<Training>,
	{ contrast, distillation, classDistillation }: Objective,
	size: number,
): Stage<readonly MaskedViews[], TaughtParts> {
	return map(
		'teacher-forward',
		async (batch, { signal }) => {
			const { config, teacher } = training.value;
			const seen: { readonly cls: Tensor; readonly patches?: Tensor }[] = [];
			try {
				for (const part of partsOf(batch.length, size)) {
					await nextPart(signal);
					seen.push(
						tf.tidy(() => {
							const { cls, patches } = forwardVit(config.vit, teacher, viewTensors(batch, part).clean);
							return { cls, ...(distillation.weight > 0 && { patches }) };
						}),
					);
				}

				const taught = tf.tidy(() => ({
					...(contrast.weight > 0 && {
						keys: contrastHead(teacher, joinParts(seen.map(({ cls }) => cls)), contrast.activation),
					}),
					tokens: seen.map(({ cls, patches }) => ({
						...(patches && { patches: tf.clone(patches) }),
						...(classDistillation.weight > 0 && { classes: tf.clone(cls) }),
					})),
				}));
				return { epoch: batch.at(-1)!.epoch, photos: batch.length, batch, taught };
			} finally {
				tf.dispose(seen);
			}
		},
		{ types: 'MaskedViews[] → TaughtParts' },
	);
}
