import { datasetRecords } from '../../src/data/datasets/records.js';
import { blankEmbedder } from '../../src/eval/features/embedding.js';
import { thresholds } from '../../src/eval/map/thresholds.js';
import type { SegmentationSummary } from '../../src/eval/segment/aggregate.js';
import { findExtremes } from '../../src/eval/segment/extremes.js';
import { readRecords, recordsFile } from '../../src/eval/statistics/records.js';
import { from } from '../../src/flow/flow.js';
import { borrowed, resource } from '../../src/flow/resource.js';
import type { RunFolder } from '../../src/run/folder.js';
import { annotate } from '../../stages/input/annotate.js';
import { decode } from '../../stages/input/decode.js';
import { cutMap } from '../../stages/segment/cut-map.js';
import { embed } from '../../stages/segment/embed.js';
import { pickExtremes } from '../../stages/segment/pick-extremes.js';
import { promptSampling } from '../../stages/segment/prompt-sampling.js';
import { recallMap } from '../../stages/segment/recall-map.js';
import { similarity } from '../../stages/segment/similarity.js';
import { writeOverlays } from '../../stages/segment/write-overlays.js';
import type { Illustration } from '../../stages/segment/write-summary.js';
import type { SegmentOptions } from './options.js';
import type { Segmentation } from './resources.js';

/** Draws the best, the middle and the worst object of a segmentation into `overlays/`. */
export function overlays(
	folder: RunFolder,
	options: OverlayOptions,
	resources: Pick<Segmentation, 'dataset' | 'embedder' | 'maps'>,
): Illustration<SegmentationSummary> {
	const { dataset, embedder, maps } = resources;
	return {
		uses: [dataset, embedder, maps],
		draw: ({ threshold }, { signal }) => drawOverlays(folder, options, resources, threshold, signal),
	};
}

/** Options of a segmentation that its pictures depend on. */
export type OverlayOptions = Pick<SegmentOptions, 'prompt' | 'threshold' | 'model'>;

/**
 * Draws the overlays. The objects are known only at the end, so they are prompted and thresholded again: on the maps
 * that were kept, or on features computed again.
 *
 * @param k index of the threshold
 */
async function drawOverlays(
	folder: RunFolder,
	{ prompt, threshold, model }: OverlayOptions,
	{ dataset, embedder, maps }: Pick<Segmentation, 'dataset' | 'embedder' | 'maps'>,
	k: number,
	signal: AbortSignal,
): Promise<void> {
	const extremes = await findExtremes(() => readRecords([folder.path(recordsFile)]), k);
	const wanted = new Set(extremes.map(({ record }) => record.position));
	const areKept = extremes.every(({ record }) => maps.value.recall(record));
	const features = resource('features', () => (areKept ? blankEmbedder(embedder.value) : embedder.value));
	const mode = prompt.mode === 'exhaustive' ? 'centre' : prompt.mode;
	await from(datasetRecords(borrowed(dataset), ({ position }) => wanted.has(position)))
		.via(decode({ orient: false, onError: 'fail' }))
		.via(annotate)
		.via(embed(features))
		.via(promptSampling({ ...prompt, mode }))
		.via(pickExtremes(extremes))
		.via(areKept ? recallMap(borrowed(maps)) : similarity(scoreOf(model)))
		.via(
			cutMap(
				resource('threshold', () => thresholds[k]!),
				threshold,
			),
		)
		.into(writeOverlays(folder))
		.run({ signal });
}

/** Score by which two patches are compared. */
export function scoreOf({ weights }: SegmentOptions['model']): 'cosine' | 'disc' {
	return weights === 'disc' ? 'disc' : 'cosine';
}
