import { z } from 'zod';
import type { Encoder } from '../../src/eval/features/encoder.js';
import { type LabelledFrame, propagateSoftLabels } from '../../src/eval/track/label-propagation.js';
import { hardLabels, labelsOfMasks } from '../../src/eval/track/soft-labels.js';
import type { EmbeddedFrame, TrackedFrame } from '../../src/eval/track/tracking.js';
import type { Resource } from '../../src/flow/resource.js';
import { type Stage, stage } from '../../src/flow/stage.js';
import { openBackend } from '../../src/nn/backend/backend.js';

const source = 'DINO, arXiv 2104.14294';

/** Options of label propagation: frames, radius, neighbours and temperature. */
export const propagationOptions = z.strictObject({
	context: z
		.int()
		.min(0)
		.default(7)
		.describe(`previous frames that labels come from, besides the first (${source})`),
	radius: z
		.int()
		.min(0)
		.default(12)
		.describe(`greatest distance of a neighbour in rows and columns of patches (${source})`),
	neighbours: z
		.int()
		.min(1)
		.default(5)
		.describe(`patches of the whole context that a patch takes its labels from (${source})`),
	temperature: z
		.number()
		.positive()
		.default(0.1)
		.describe(`temperature of the weight exp(cos / temperature) (${source})`),
});

/** Parsed `propagationOptions`. */
export type PropagationOptions = z.output<typeof propagationOptions>;

/** Propagates the masks of each sequence's first frame to its other frames, one after another. */
export function propagateLabels(
	encoder: Resource<Encoder>,
	{ context, ...rule }: PropagationOptions,
): Stage<EmbeddedFrame, TrackedFrame> {
	return stage(
		'propagate-labels',
		async () => {
			await openBackend();
			let tracked: readonly string[] = [];
			let known: readonly LabelledFrame[] = [];
			return {
				process({ features, ...frame }) {
					const { index, objects, image } = frame;
					if (index === 0) {
						tracked = objects.map(({ id }) => id);
						const masks = objects.map(({ mask }) => mask);
						known = [{ features, labels: labelsOfMasks(masks, image, features) }];
						return [];
					}

					const labels = propagateSoftLabels(features, known, rule);
					const [first, ...previous] = [...known, { features, labels }];
					known = [first!, ...previous.slice(Math.max(0, previous.length - context))];
					return [{ ...frame, tracked, labels: hardLabels(labels, features, encoder.value.patch, image) }];
				},
			};
		},
		{ types: 'EmbeddedFrame → TrackedFrame', uses: [encoder], buffers: true },
	);
}
