/**
 * Classes of whole photos read off frozen features: by the vote of the nearest training photos, and by logistic
 * regression. docs/classify.md lists the differences from the published protocols.
 *
 *   mmc run classify --set data.train=imagenet/train --set data.test=imagenet/val --set model.weights=teacher.safetensors
 *
 * Published, ImageNet-1k: DINO ViT-S/16 of 800 epochs 74.5 by 20 neighbours, 77.0 by its linear probe.
 */
import { z } from 'zod';
import { classFolderOptions, labelledFiles } from '../src/data/listing/class-folders.js';
import { encoderOptions, openEncoder } from '../src/eval/features/encoder.js';
import { from } from '../src/flow/flow.js';
import { resource } from '../src/flow/resource.js';
import { definePipeline } from '../src/run/pipeline.js';
import { describeOrigin } from '../src/run/provenance.js';
import { classSummary } from '../stages/classify/class-summary.js';
import { centralOptions, embedPhoto } from '../stages/classify/embed-photo.js';
import { gatherVectors } from '../stages/classify/gather-vectors.js';
import { linearProbe, probeOptions } from '../stages/classify/linear-probe.js';
import { neighbourVote, voteOptions } from '../stages/classify/neighbour-vote.js';
import { decode } from '../stages/input/decode.js';
import { type WrittenSummary, writeSummary } from '../stages/segment/write-summary.js';

/**
 * Pipeline `classify`: the classes of whole photos from frozen features, by nearest neighbours and logistic
 * regression. Its result is a `WrittenSummary`.
 */
export default definePipeline({
	name: 'classify',
	summary: 'Classifies photos by frozen features: k nearest neighbours, and a linear probe.',
	options: z.strictObject({
		data: classFolderOptions,
		model: encoderOptions,
		view: centralOptions.prefault({}),
		vote: voteOptions.prefault({}),
		probe: probeOptions.prefault({}),
	}),
	build(options, folder) {
		const { data, model, view, vote, probe } = options;
		const encoder = resource(
			'encoder',
			() => openEncoder(model, { sizesRecur: true }),
			(value) => value[Symbol.dispose](),
		);
		const frame = resource('frame', { needs: [encoder] }, async ({ seed }) => ({
			protocol: { view, vote, probe },
			model: encoder.value.description,
			...(await describeOrigin(options, seed)),
		}));
		const definitions = {
			...Object.fromEntries(
				vote.neighbours.map((k) => [`knn${k}`, `of ${k} nearest training photos, voting by exp(cos / τ)`]),
			),
			linear: 'of a logistic regression on the training photos',
			linearPenalty: 'weight of ½‖W‖² under which every tenth training photo was classified best',
		};
		return from(labelledFiles(data))
			.via(decode({ orient: false, onError: 'fail' }))
			.via(embedPhoto(encoder, view))
			.via(gatherVectors)
			.via(neighbourVote(vote))
			.via(linearProbe(probe))
			.into(writeSummary(folder, () => classSummary(folder, definitions), frame));
	},
	describe({ folder, metrics }: WrittenSummary) {
		const accuracies = Object.entries(metrics)
			.filter(([name]) => name !== 'linearPenalty')
			.map(([name, { value }]) => `${name} ${(100 * value!).toFixed(1)}%`);
		return (
			`Accuracy over ${metrics.linear!.count} photos: ${accuracies.join(', ')}.\n` +
			`Written to ${folder}: summary.json, predictions.csv`
		);
	},
});
