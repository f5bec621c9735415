import { discMap } from '../src/eval/baselines.js';
import type { PromptedObject, ScoredObject } from '../src/eval/items.js';
import { cosineMap } from '../src/eval/similarity.js';
import { map, type Stage } from '../src/flow/stage.js';

/** Scores each patch by its cosine with the prompt's; or, as a baseline, each pixel by its distance to the prompt. */
export function similarity(score: 'cosine' | 'disc' = 'cosine'): Stage<PromptedObject, ScoredObject> {
	return map(
		'similarity',
		(item) => ({
			...item,
			map:
				score === 'disc'
					? discMap(item.prompt, item.photo.image)
					: cosineMap(item.photo.features, item.prompt.patches),
		}),
		{ types: 'PromptedObject → ScoredObject' },
	);
}
