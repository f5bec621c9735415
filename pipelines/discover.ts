/**
 * Finds an object in each photo without being told of any: which patches belong together and are not the background,
 * by LOST or TokenCut. docs/discover.md says what differs from the published protocols.
 *
 *   mmc run discover --set dataset.kind=voc --set dataset.root=VOC --set model.weights=teacher.safetensors
 *
 * Published, CorLoc on VOC 2007 trainval of DINO ViT-S/16: LOST 61.9, TokenCut 68.8.
 */
import { z } from 'zod';
import { datasetOptions, openDataset } from '../src/data/datasets/open.js';
import { datasetRecords } from '../src/data/datasets/records.js';
import { encoderOptions, openEncoder } from '../src/eval/features/encoder.js';
import { describeDataset } from '../src/eval/segment/protocol.js';
import { from } from '../src/flow/flow.js';
import { resource } from '../src/flow/resource.js';
import { definePipeline } from '../src/run/pipeline.js';
import { describeOrigin } from '../src/run/provenance.js';
import { discoverObject, discoveryOptions } from '../stages/discover/discover-object.js';
import { discoverySummary } from '../stages/discover/discovery-summary.js';
import { encodePadded } from '../stages/discover/encode-padded.js';
import { measureBoxes } from '../stages/discover/measure-boxes.js';
import { annotate } from '../stages/input/annotate.js';
import { decode } from '../stages/input/decode.js';
import { type WrittenSummary, writeSummary } from '../stages/segment/write-summary.js';

/**
 * Pipeline `discover`: one object a photo, found by LOST or TokenCut without labels. Its result is a
 * `WrittenSummary`.
 */
export default definePipeline({
	name: 'discover',
	summary: 'Finds one object a photo without labels (LOST, TokenCut), and measures how often rightly.',
	options: z.strictObject({
		dataset: datasetOptions,
		model: encoderOptions.extend({
			features: z
				.enum(['output', 'keys'])
				.default('keys')
				.describe(
					'features of the last block: its output, or its keys, with which both methods were published',
				),
		}),
		discovery: discoveryOptions.prefault({}),
	}),
	build(options, folder) {
		const { model, discovery } = options;
		const dataset = resource('dataset', () => openDataset(options.dataset));
		const encoder = resource(
			'encoder',
			() => openEncoder(model),
			(value) => value[Symbol.dispose](),
		);
		const frame = resource('frame', { needs: [dataset, encoder] }, async ({ seed }) => ({
			protocol: { dataset: describeDataset(options.dataset, dataset.value), discovery },
			model: encoder.value.description,
			...(await describeOrigin(options, seed)),
		}));
		return from(datasetRecords(dataset))
			.via(decode({ orient: false, onError: 'fail' }))
			.via(annotate)
			.via(encodePadded(encoder))
			.via(discoverObject(discovery))
			.via(measureBoxes)
			.into(writeSummary(folder, () => discoverySummary(folder), frame));
	},
	describe({ folder, metrics }: WrittenSummary) {
		const percent = (name: string) => `${(100 * metrics[name]!.value!).toFixed(1)}%`;
		return (
			`CorLoc ${percent('corLoc')} over ${metrics.corLoc!.count} photos; the whole photo as a box ${percent('corLocWhole')}.\n` +
			`Written to ${folder}: summary.json, boxes.csv`
		);
	},
});
