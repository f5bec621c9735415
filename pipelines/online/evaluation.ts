import type { PartedPhotos } from '../../src/health/hold-out.js';
import type { VitConfig } from '../../src/nn/vit/config.js';
import { openOnlineNeighbours } from '../../src/online/neighbours.js';
import type { OnlineEvaluation, OnlineEvaluator, OnlineOptions } from '../../src/online/options.js';
import { openOnlineSegmentation } from './segmentation.js';

/** Opens the evaluations of a training: annotated photos if given, classes if photos have them. */
export async function openOnlineEvaluation(
	vit: VitConfig,
	photos: PartedPhotos,
	options: OnlineOptions & { readonly maxPixels: number },
	signal?: AbortSignal,
): Promise<OnlineEvaluation> {
	const opened = [
		await openOnlineSegmentation(options, vit),
		await openOnlineNeighbours(photos, vit, options, signal),
	];
	const evaluators = opened.filter((evaluator): evaluator is OnlineEvaluator => evaluator !== undefined);
	return {
		evaluators,
		last: undefined,
		seconds: 0,
		[Symbol.dispose]() {
			for (const evaluator of evaluators) evaluator[Symbol.dispose]();
		},
	};
}
