/**
 * Whole data sets, from the files on disk to the means, beside the reference's values: where `MMC_DATA` names the folder
 * of `davis` and `voc`, `MMC_REFERENCE` that of the values, and for real weights `MMC_WEIGHTS` a file of a DINOv2
 * ViT-S/14. COCO's hundred photos take minutes; bench/evaluation.md has their figures.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import test, { type ExecutionContext } from 'ava';
import segment from '../../../pipelines/segment.js';
import similarity from '../../../pipelines/similarity.js';
import type { Metric } from '../../../src/eval/statistics/summary.js';
import { openRunFolder } from '../../../src/run/folder.js';
import { folderWith } from '../../data/_folder.js';
import { near } from '../../math/_near.js';
import { useBackend } from '../../support/backend.js';
import { reference } from './_reference.js';

const { MMC_DATA, MMC_WEIGHTS } = process.env;

type Kind = 'davis' | 'voc';
type Metrics = Readonly<Record<string, Metric>>;

interface Mean {
	readonly instance_mean: number;
}

/** Of one model on one data set, as far as it is compared. */
interface SetValues
	extends Readonly<Record<'otsu' | 'oracle' | 'ap' | 'auroc' | 'everything' | 'box' | 'ceiling', Mean>> {
	readonly self: Mean & { readonly threshold: number; readonly class_mean: number };
	readonly similarity: {
		readonly intra: { readonly mean: number };
		readonly inter: Readonly<Record<'mean' | 'overlap' | 'd_prime' | 'auroc', number>>;
		/** Absent where no photo has two objects. */
		readonly inter_object?: { readonly overlap: number };
		readonly inter_background: { readonly overlap: number };
	} | null;
}

function valuesOf(kind: Kind, model: string): SetValues {
	const file = path.join(reference!, 'evaluation-values.json');
	return JSON.parse(readFileSync(file, 'utf8')).sets[`${kind}.shared`][model];
}

/** A tenth of a point, for the fractions. */
const tolerance = 1e-3;

async function measure(
	t: ExecutionContext,
	pipeline: typeof segment | typeof similarity,
	kind: Kind,
	model: object,
): Promise<Metrics> {
	const folder = openRunFolder(path.join(folderWith(t, {}), 'run'));
	const dataset = { kind, root: path.join(MMC_DATA!, kind) };
	const result = await pipeline.build(pipeline.options.parse({ dataset, model }) as never, folder).run();
	folder.close();
	if ('shard' in result) throw new Error('not a shard');
	return result.metrics;
}

function expectFigures(
	t: ExecutionContext,
	metrics: Metrics,
	expected: Readonly<Record<string, number>>,
): void {
	for (const [name, value] of Object.entries(expected))
		near(t, metrics[name]!.value!, value, name, tolerance);
}

function agreesOn(kind: Kind, name: string, model: object): void {
	test.serial(`${kind}: the means of ${name} over the whole set are the reference's`, async (t) => {
		t.timeout(300_000);
		const values = valuesOf(kind, name);
		const metrics = await measure(t, segment, kind, model);
		t.is(metrics.threshold!.value, values.self.threshold);
		expectFigures(t, metrics, {
			meanIoU: values.self.instance_mean,
			meanIoUClass: values.self.class_mean,
			meanIoUOtsu: values.otsu.instance_mean,
			meanIoUOracle: values.oracle.instance_mean,
			averagePrecision: values.ap.instance_mean,
			auroc: values.auroc.instance_mean,
			gridCeiling: values.ceiling.instance_mean,
			everything: values.everything.instance_mean,
			groundTruthBox: values.box.instance_mean,
		});
		if (!values.similarity) return;

		const { intra, inter, inter_object, inter_background } = values.similarity;
		expectFigures(t, await measure(t, similarity, kind, model), {
			overlap: inter.overlap,
			...(inter_object && { overlapObject: inter_object.overlap }),
			overlapBackground: inter_background.overlap,
			dPrime: inter.d_prime,
			aurocSimilarity: inter.auroc,
			intraMean: intra.mean,
			interMean: inter.mean,
		});
	});
}

if (reference && MMC_DATA) {
	test.before(async () => void (await useBackend()));
	for (const kind of ['davis', 'voc'] as const) {
		agreesOn(kind, 'rgb', { weights: 'colour' });
		agreesOn(kind, 'disc', { weights: 'disc' });
	}
	agreesOn('voc', 'random', { weights: 'untrained' });
} else {
	test.skip('whole data sets: `MMC_REFERENCE` or `MMC_DATA` does not name its folder', () => {});
}

if (reference && MMC_DATA && MMC_WEIGHTS) {
	agreesOn('voc', 'dinov2', { weights: MMC_WEIGHTS });
	agreesOn('voc', 'dinov2-keys', { weights: MMC_WEIGHTS, features: 'keys' });
} else {
	test.skip('real weights on a whole data set: `MMC_REFERENCE`, `MMC_DATA` or `MMC_WEIGHTS` is missing', () => {});
}
