/**
 * How alike the patches of one object are, and how alike those of different objects: the overlap of the two
 * distributions is what MMC is said to reduce (docs/evaluation.md).
 *
 *   mmc run similarity --set dataset.kind=coco --set dataset.root=coco --set model.weights=teacher.safetensors
 */
import { z } from 'zod';
import { datasetOptions } from '../src/data/datasets/open.js';
import { datasetRecords } from '../src/data/datasets/records.js';
import { modelOptions, openEmbedder } from '../src/eval/embedding.js';
import { from } from '../src/flow/flow.js';
import { definePipeline } from '../src/flow/pipeline.js';
import { resource } from '../src/flow/resource.js';
import { annotate } from '../stages/annotate.js';
import { decode } from '../stages/decode.js';
import { embed } from '../stages/embed.js';
import { patchSimilarity } from '../stages/patch-similarity.js';
import { similaritySummary } from '../stages/similarity-summary.js';
import { type WrittenSummary, writeSummary } from '../stages/write-summary.js';

export default definePipeline({
	summary: 'Measures how far the similarities within objects lie from those between objects.',
	options: z.strictObject({ dataset: datasetOptions, model: modelOptions }),
	build({ dataset, model }, folder) {
		const embedder = resource(
			'embedder',
			() => openEmbedder(model),
			(value) => value[Symbol.dispose](),
		);
		const { root: _, ...data } = dataset;
		const protocol = { dataset: data, tokens: model.tokens };
		return from(datasetRecords(dataset))
			.using(embedder)
			.via(decode({ orient: false, onError: 'fail' }))
			.via(annotate)
			.via(embed(embedder))
			.via(patchSimilarity)
			.into(
				writeSummary(
					folder,
					() => similaritySummary(folder),
					() => ({ protocol, model: embedder.value.description }),
				),
			);
	},
	describe({ folder, metrics }: WrittenSummary) {
		const figure = (name: string) => metrics[name]?.value?.toFixed(3) ?? '–';
		return (
			`Overlap ${figure('overlap')} (other objects ${figure('overlapObject')}, background ` +
			`${figure('overlapBackground')}), d′ ${figure('dPrime')}, over ${metrics.overlap?.count ?? 0} objects.\n` +
			`Kept in ${folder}: summary.json, similarity.csv`
		);
	},
});
