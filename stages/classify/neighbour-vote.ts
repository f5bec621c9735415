import { z } from 'zod';
import type { Classification } from '../../src/eval/classify/classification.js';
import { voteOfNeighbours } from '../../src/eval/classify/neighbour-vote.js';
import { type Stage, stage } from '../../src/flow/stage.js';
import { openBackend } from '../../src/nn/backend/backend.js';

/** Options of the vote of the nearest training photos. */
export const voteOptions = z.strictObject({
	neighbours: z
		.array(z.int().min(1))
		.nonempty()
		.default([10, 20, 100, 200])
		.describe('numbers of training photos that vote, each measured separately (DINO, arXiv 2104.14294)'),
	temperature: z
		.number()
		.positive()
		.default(0.07)
		.describe('temperature of a photo’s vote exp(cos / temperature) (DINO, arXiv 2104.14294)'),
});

/** Classifies each test photo by the vote of its nearest training photos: `knn20` for twenty of them. */
export function neighbourVote({
	neighbours,
	temperature,
}: z.output<typeof voteOptions>): Stage<Classification, Classification> {
	return stage(
		'neighbour-vote',
		async () => {
			await openBackend();
			return {
				process(task) {
					const votes = voteOfNeighbours(task, neighbours, temperature);
					const named = neighbours.map((k, i): [string, Int32Array] => [`knn${k}`, votes[i]!]);
					return [{ ...task, predictions: { ...task.predictions, ...Object.fromEntries(named) } }];
				},
			};
		},
		{ types: 'Classification → Classification' },
	);
}
