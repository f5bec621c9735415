import { z } from 'zod';
import { datasetOptions } from '../../src/data/datasets/open.js';
import { modelOptions } from '../../src/eval/features/embedding.js';
import { shardOption } from '../../src/eval/segment/shards.js';
import { promptOptions } from '../../stages/segment/prompt-sampling.js';
import { thresholdOptions } from '../../stages/segment/threshold.js';

/** Options of `segment`. */
export const segmentOptions = z.strictObject({
	dataset: datasetOptions,
	model: modelOptions,
	prompt: promptOptions.prefault({}),
	threshold: thresholdOptions.prefault({}),
	shard: shardOption,
});

/** Parsed options of `segment`. */
export type SegmentOptions = z.output<typeof segmentOptions>;

/**
 * Refuses options that cannot be combined with all prompts at once, which works on patches' features and whole
 * patches.
 *
 * @throws {Error} naming the option
 */
export function checkSweep({ model, prompt, threshold }: Omit<SegmentOptions, 'shard'>): void {
	if (prompt.mode !== 'exhaustive') return;
	if (model.weights === 'disc') {
		throw new Error(
			'`prompt.mode=exhaustive` compares features, and the `disc` has none: take `colour` or `position` for a baseline',
		);
	}

	if (threshold.component) {
		throw new Error(
			'`prompt.mode=exhaustive` makes no mask that could have components: leave out `threshold.component`',
		);
	}
}
