/**
 * Follows the objects of a video's first frame through the others by the similarity of patches alone (DAVIS label
 * propagation), with the constants of DINO. docs/track.md says what differs from the published protocol.
 *
 *   mmc run track --set dataset.kind=davis --set dataset.root=DAVIS --set dataset.split=2017/val
 *     --set model.weights=teacher.safetensors
 *
 * Published, DAVIS 2017 val: DINO ViT-S/16 J&F 61.8, J 60.2, F 63.4.
 */
import { z } from 'zod';
import { openVideos, videoFrames, videoOptions } from '../src/data/datasets/frames.js';
import { encoderOptions, openEncoder } from '../src/eval/features/encoder.js';
import { from } from '../src/flow/flow.js';
import { resource } from '../src/flow/resource.js';
import { definePipeline } from '../src/run/pipeline.js';
import { describeOrigin } from '../src/run/provenance.js';
import { annotateFrame } from '../stages/input/annotate-frame.js';
import { decode } from '../stages/input/decode.js';
import { type WrittenSummary, writeSummary } from '../stages/segment/write-summary.js';
import { embedFrame } from '../stages/track/embed-frame.js';
import { measureTrack } from '../stages/track/measure-track.js';
import { propagateLabels, propagationOptions } from '../stages/track/propagate-labels.js';
import { trackSummary } from '../stages/track/track-summary.js';

/**
 * Pipeline `track`: the objects of a video’s first frame followed through the others. Its result is a
 * `WrittenSummary`.
 */
export default definePipeline({
	name: 'track',
	summary: 'Follows objects through videos by the similarity of patches, and measures J and F.',
	options: z.strictObject({
		dataset: videoOptions,
		model: encoderOptions,
		side: z
			.int()
			.min(64)
			.default(480)
			.describe(
				'shorter side of a resized frame in px; the longer one is a multiple of 64 (DINO, arXiv 2104.14294)',
			),
		propagation: propagationOptions.prefault({}),
	}),
	build(options, folder) {
		const { dataset, model, side, propagation } = options;
		const videos = resource('videos', () => openVideos(dataset));
		const encoder = resource(
			'encoder',
			() => openEncoder(model, { sizesRecur: true }),
			(value) => value[Symbol.dispose](),
		);
		const frame = resource('frame', { needs: [videos, encoder] }, async ({ seed }) => ({
			protocol: { dataset: { kind: dataset.kind, split: videos.value.split }, side, propagation },
			model: encoder.value.description,
			...(await describeOrigin(options, seed)),
		}));
		return from(videoFrames(videos))
			.via(decode({ orient: false, onError: 'fail' }))
			.via(annotateFrame)
			.via(embedFrame(encoder, side))
			.via(propagateLabels(encoder, propagation))
			.via(measureTrack)
			.into(writeSummary(folder, () => trackSummary(folder), frame));
	},
	describe({ folder, metrics }: WrittenSummary) {
		const percent = (name: string) => `${(100 * metrics[name]!.value!).toFixed(1)}%`;
		return (
			`J&F ${percent('jAndF')} (J ${percent('j')}, F ${percent('f')}) over ${metrics.jAndF!.count} objects.\n` +
			`Written to ${folder}: summary.json, objects.csv, frames.csv`
		);
	},
});
