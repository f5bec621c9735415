import { cosineMap } from '../../src/eval/features/similarity.js';
import type { PromptedPhoto, ScoreMap } from '../../src/eval/items.js';
import { discMap } from '../../src/eval/segment/baselines.js';
import { map, type Stage } from '../../src/flow/stage.js';

/** Scores each patch by its cosine with the prompt's; or, as a baseline, each pixel by its distance to the prompt. */
export function similarity<Prompted extends PromptedPhoto>(
	score: 'cosine' | 'disc' = 'cosine',
): Stage<Prompted, Prompted & { readonly map: ScoreMap }> {
	return map(
		'similarity',
		(item) => ({
			...item,
			map:
				score === 'disc'
					? discMap(item.prompt, item.photo.image, item.photo.features)
					: cosineMap(item.photo.features, item.prompt.patches),
		}),
		{ types: 'PromptedPhoto → ScoredPhoto' },
	);
}
