/**
 * Segments photos into classes with nothing trained: each patch asks the nearest patches of labelled photos (dense
 * retrieval, Hummingbird). docs/retrieve.md says what differs from the published protocol.
 *
 *   mmc run retrieve --set dataset.kind=voc --set dataset.root=VOC --set dataset.split=val --set memory.split=train
 *     --set model.weights=teacher.safetensors
 *
 * Published, mean IoU on VOC 2012 with a memory of 102,400 / 1,024,000 / 10,240,000: DINO ViT-S/16 37.2 / 43.1 / 46.6.
 */
import { z } from 'zod';
import { memoryFirst } from '../src/data/datasets/memory-first.js';
import { datasetOptions, openDataset } from '../src/data/datasets/open.js';
import { featureModelOptions, openEmbedder } from '../src/eval/features/embedding.js';
import { describeDataset } from '../src/eval/segment/protocol.js';
import { from } from '../src/flow/flow.js';
import { resource } from '../src/flow/resource.js';
import { definePipeline } from '../src/run/pipeline.js';
import { describeOrigin } from '../src/run/provenance.js';
import { annotate } from '../stages/input/annotate.js';
import { decode } from '../stages/input/decode.js';
import { measureClasses } from '../stages/retrieve/measure-classes.js';
import { retrievalSummary } from '../stages/retrieve/retrieval-summary.js';
import { retrievalOptions, retrieveLabels } from '../stages/retrieve/retrieve-labels.js';
import { embed } from '../stages/segment/embed.js';
import { type WrittenSummary, writeSummary } from '../stages/segment/write-summary.js';

/**
 * Pipeline `retrieve`: semantic segmentation by the nearest patches of labelled photos. Its result is a
 * `WrittenSummary`.
 */
export default definePipeline({
	name: 'retrieve',
	summary: 'Segments photos into classes by the nearest patches of labelled photos (Hummingbird).',
	options: z.strictObject({
		dataset: datasetOptions,
		memory: datasetOptions
			.pick({ split: true, part: true })
			.prefault({})
			.describe('the photos of the same data set that answer'),
		model: featureModelOptions,
		retrieval: retrievalOptions.prefault({}),
	}),
	build(options, folder) {
		const { model, retrieval } = options;
		const answering = { ...options.dataset, ...options.memory };
		const dataset = resource('dataset', () => openDataset(options.dataset));
		const memory = resource('memory', () => {
			if (!areApart(options.dataset, answering)) throw new Error(noMemory);
			return openDataset(answering);
		});
		const embedder = resource(
			'embedder',
			() => openEmbedder(model, { sizesRecur: true }),
			(value) => value[Symbol.asyncDispose](),
		);
		const frame = resource('frame', { needs: [dataset, memory, embedder] }, async ({ seed }) => ({
			protocol: {
				dataset: describeDataset(options.dataset, dataset.value),
				memory: describeDataset(answering, memory.value),
				tokens: model.tokens,
				retrieval,
			},
			model: embedder.value.description,
			...(await describeOrigin(options, seed)),
		}));
		return from(memoryFirst(memory, dataset))
			.via(decode({ orient: false, onError: 'fail' }))
			.via(annotate)
			.via(embed(embedder))
			.via(retrieveLabels(memory, retrieval))
			.via(measureClasses)
			.into(writeSummary(folder, () => retrievalSummary(folder), frame));
	},
	describe({ folder, metrics }: WrittenSummary) {
		const percent = (name: string) => `${(100 * metrics[name]!.value!).toFixed(1)}%`;
		return (
			`Mean IoU ${percent('meanIoU')} over ${metrics.meanIoU!.count} classes, ` +
			`${percent('pixelAccuracy')} of the pixels of ${metrics.pixelAccuracy!.count} photos.\n` +
			`Written to ${folder}: summary.json, classes.csv`
		);
	},
});

type Photos = z.output<typeof datasetOptions>;

/** Returns `true` if no photo can be both among those to segment and in the memory. */
function areApart(asked: Photos, answering: Photos): boolean {
	if (asked.split !== answering.split) return true;
	return asked.part !== undefined && answering.part !== undefined && asked.part !== answering.part;
}

const noMemory =
	'The photos that answer have to be others than those that are asked about: give a split of their own, ' +
	'`memory.split=train`, or halves, `dataset.part=odd` and `memory.part=even`';
