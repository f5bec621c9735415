/**
 * Four drawn images with masks and features so small that every figure of an evaluation can be told by hand, as the
 * layouts with a crowd, with a void label and with classes of which no object is there. The rules are those of
 * docs/segment.md; below, each object's pixels are counted first.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import test, { type ExecutionContext } from 'ava';
import type { AnnotatedPhoto } from '../../../src/data/annotations.js';
import { datasetRecords } from '../../../src/data/datasets/records.js';
import { encodeRuns } from '../../../src/data/masks/runs.js';
import type { EmbeddedPhoto, FeatureGrid } from '../../../src/eval/items.js';
import type { Metric } from '../../../src/eval/statistics/summary.js';
import { from } from '../../../src/flow/flow.js';
import { map } from '../../../src/flow/stage.js';
import { openRunFolder } from '../../../src/run/folder.js';
import { annotate } from '../../../stages/input/annotate.js';
import { decode } from '../../../stages/input/decode.js';
import { metric } from '../../../stages/segment/metric.js';
import { patchSimilarity } from '../../../stages/segment/patch-similarity.js';
import { promptSampling } from '../../../stages/segment/prompt-sampling.js';
import { similarity } from '../../../stages/segment/similarity.js';
import { similaritySummary } from '../../../stages/segment/similarity-summary.js';
import { summary } from '../../../stages/segment/summary.js';
import { threshold } from '../../../stages/segment/threshold.js';
import { near } from '../../math/_near.js';
import { temporaryFolder, writePhoto } from '../../support/datasets.js';
import { writePng } from '../../support/png.js';

interface Drawing {
	readonly width: number;
	/** Rows of digits: 0 background, 1 … objects, 9 ignored. */
	readonly labels: readonly string[];
	/** Of the objects, from 1 on. */
	readonly classes: readonly string[];
	readonly features: Omit<FeatureGrid, 'dimensions' | 'values'> & { readonly vectors: readonly number[][] };
}

const repeat = (row: string, times: number) => Array.from({ length: times }, () => row);

const drawings: Readonly<Record<string, Drawing>> = {
	// Patches of one pixel: cat 1, dog 2, cat 3; the ignored pixel has the very feature of cat 1's prompt.
	'row.jpg': {
		width: 10,
		labels: ['1110220339'],
		classes: ['cat', 'dog', 'cat'],
		features: {
			rows: 1,
			columns: 10,
			vectors: [
				[1, 0, 0],
				[0.8, 0, 0.6],
				[0.6, 0.8, 0],
				[0.8, -0.6, 0],
				[0, 1, 0],
				[0.28, 0.96, 0],
				[-1, 0, 0],
				[0, -1, 0],
				[0.6, -0.8, 0],
				[1, 0, 0],
			],
		},
	},
	// Patches of 2 × 2 pixels. Each row of the map is 1, 0.75, 0.25, 0.
	'square.jpg': {
		width: 4,
		labels: ['1110', '1100', '1100', '1100'],
		classes: ['cat'],
		features: {
			rows: 2,
			columns: 2,
			vectors: [
				[1, 0, 0],
				[0, 1, 0],
				[1, 0, 0],
				[0, 1, 0],
			],
		},
	},
	// One patch, whose map is 1 everywhere: an object of medium size, and a large one.
	'medium.jpg': {
		width: 40,
		labels: repeat('1'.repeat(30) + '0'.repeat(10), 40),
		classes: ['cat'],
		features: { rows: 1, columns: 1, vectors: [[1, 0, 0]] },
	},
	'large.jpg': {
		width: 100,
		labels: repeat('1'.repeat(96) + '0'.repeat(4), 100),
		classes: ['person'],
		features: { rows: 1, columns: 1, vectors: [[1, 0, 0]] },
	},
};

const digitsOf = ({ labels }: Drawing) => Uint8Array.from([...labels.join('')].map(Number));

/** As COCO, the ignored pixels a crowd; of the category `zebra` nothing is there. */
async function writeCoco(root: string): Promise<void> {
	const categories = ['cat', 'dog', 'person', 'zebra'].map((name, id) => ({ id, name }));
	const images = Object.entries(drawings).map(([file_name, { width, labels }], id) => {
		return { id, width, height: labels.length, file_name };
	});
	const annotations = Object.values(drawings).flatMap((drawing, image_id) => {
		const { width, labels, classes } = drawing;
		const runsOf = (label: number) => {
			const mask = digitsOf(drawing).map((digit) => Number(digit === label));
			return { size: [labels.length, width], counts: encodeRuns(mask, width, labels.length).counts };
		};
		const objects = classes.map((name, i) => ({ label: i + 1, name, iscrowd: 0 }));
		const crowds = digitsOf(drawing).includes(9) ? [{ label: 9, name: 'person', iscrowd: 1 }] : [];
		return [...objects, ...crowds].map(({ label, name, iscrowd }) => ({
			id: 10 * image_id + label,
			image_id,
			category_id: categories.find((category) => category.name === name)!.id,
			iscrowd,
			segmentation: runsOf(label),
		}));
	});
	for (const [name, { width, labels }] of Object.entries(drawings)) {
		await writePhoto(path.join(root, 'val', name), { width, height: labels.length });
	}
	await mkdir(path.join(root, 'annotations'));
	const file = path.join(root, 'annotations', 'instances_val.json');
	await writeFile(file, JSON.stringify({ images, annotations, categories }));
}

/** As VOC, the ignored pixels void; 17 of its classes have no object. */
async function writeVoc(root: string): Promise<void> {
	const base = path.join(root, 'VOCdevkit', 'VOC2012');
	const numbers: Readonly<Record<string, number>> = { cat: 8, dog: 12, person: 15 };
	for (const [name, drawing] of Object.entries(drawings)) {
		const { width, labels, classes } = drawing;
		const size = { width, height: labels.length };
		const objects = digitsOf(drawing).map((digit) => (digit === 9 ? 255 : digit));
		const samples = objects.map((label) => (label % 255 === 0 ? label : numbers[classes[label - 1]!]!));
		const mask = name.replace('.jpg', '.png');
		await writePhoto(path.join(base, 'JPEGImages', name), size);
		await writePng(path.join(base, 'SegmentationObject', mask), { ...size, samples: objects, indexed: true });
		await writePng(path.join(base, 'SegmentationClass', mask), { ...size, samples, indexed: true });
	}
	await mkdir(path.join(base, 'ImageSets', 'Segmentation'), { recursive: true });
	const names = Object.keys(drawings).map((name) => name.replace('.jpg', ''));
	await writeFile(path.join(base, 'ImageSets', 'Segmentation', 'val.txt'), `${names.join('\n')}\n`);
}

const embed = map('embed-by-hand', (photo: AnnotatedPhoto): EmbeddedPhoto => {
	const { rows, columns, vectors } = drawings[photo.name]!.features;
	return { ...photo, features: { rows, columns, dimensions: 3, values: Float64Array.from(vectors.flat()) } };
});

const layouts = [
	{ kind: 'coco', write: writeCoco, ignored: 'a crowd' },
	{ kind: 'voc', write: writeVoc, ignored: 'void' },
] as const;

async function embedded(t: ExecutionContext, { kind, write }: (typeof layouts)[number]) {
	const root = await temporaryFolder(t);
	await write(root);
	const folder = openRunFolder(path.join(root, 'run'));
	t.teardown(() => folder.close());
	const photos = from(datasetRecords({ kind, root }))
		.via(decode({ orient: false }))
		.via(annotate)
		.via(embed);
	return { photos, folder };
}

function expectMetrics(
	t: ExecutionContext,
	metrics: Readonly<Record<string, Metric>>,
	expected: Readonly<Record<string, readonly [value: number, count: number]>>,
): void {
	t.deepEqual(Object.keys(metrics).sort(), Object.keys(expected).sort(), 'a figure for each name');
	for (const [name, [value, count]] of Object.entries(expected)) {
		near(t, metrics[name]!.value!, value, name);
		t.is(metrics[name]!.count, count, `count of ${name}`);
	}
}

/*
 * The objects, and which pixels reach the thresholds (0.6, 0.75], where the mean IoU is greatest:
 *
 *   cat 1 of the row     012 are its own      map 1 .8 .6 .8 0 .28 −1 0 .6         0 1 3 reach
 *   dog 2                45                       0 0 .8 −.6 1 .96 0 −1 −.8        2 4 5
 *   cat 3                78                       0 0 −.8 .6 −1 −.96 0 1 .8        7 8
 *   cat of the square    two columns and a pixel  1 .75 .25 0 in each row          two columns
 *   cat of medium size   30 of 40 columns         1                                all
 *   large person         96 of 100 columns        1                                all
 *
 * Below 0.6 cat 1 has 3/5 and the others of the row 2/3; above 0.75 the square has 4/9.
 */
const sizes = { small: (1 / 2 + 2 / 3 + 1 + 8 / 9) / 4, medium: 3 / 4, large: 24 / 25 };
const segmentation: Readonly<Record<string, readonly [value: number, count: number]>> = {
	threshold: [0.61, 6],
	meanIoU: [(4 * sizes.small + sizes.medium + sizes.large) / 6, 6],
	meanIoUSmall: [sizes.small, 4],
	meanIoUMedium: [sizes.medium, 1],
	meanIoULarge: [sizes.large, 1],
	meanIoUClass: [((1 / 2 + 1 + 8 / 9 + 3 / 4) / 4 + 2 / 3 + 24 / 25) / 3, 3],
	meanIoUImage: [((1 / 2 + 2 / 3 + 1) / 3 + 8 / 9 + 3 / 4 + 24 / 25) / 4, 4],
	// Of the row's maps what is ≥ .28, ≥ .8 and ≥ 0; of the square's two columns; a constant map has no upper class.
	meanIoUOtsu: [(3 / 6 + 2 / 3 + 2 / 6 + 8 / 9 + 0 + 0) / 6, 6],
	meanIoUOracle: [(3 / 5 + 1 + 1 + 8 / 9 + 3 / 4 + 24 / 25) / 6, 6],
	precision: [(2 / 3 + 2 / 3 + 1 + 1 + 3 / 4 + 24 / 25) / 6, 6],
	recall: [(2 / 3 + 1 + 1 + 8 / 9 + 1 + 1) / 6, 6],
	dice: [(4 / 6 + 4 / 5 + 1 + 16 / 17 + 6 / 7 + 48 / 49) / 6, 6],
	// Dog 2 is drawn with a boundary pixel too many: P = 3/4, R = 1. Where all is predicted there is no boundary.
	boundaryF: [(1 + 6 / 7 + 1 + 1 + 0 + 0) / 6, 6],
	averagePrecision: [
		((1 + 2 / 3 + 3 / 5) / 3 + 1 + 1 + (4 + 4 + 9 / 12) / 9 + 3 / 4 + 24 / 25) / 6, // ties together
		6,
	],
	auroc: [((6 + 5.5 + 4.5) / 18 + 1 + 1 + (8 * 7 + 4 + 3 / 2) / 63 + 1 / 2 + 1 / 2) / 6, 6],
	// At distance 1 dog 2 has 5 of its own and 3, cat 3 has 8 and 6, the square a patch below and one beside it. Elsewhere,
	// and of the others, no two patches are equally far.
	aurocAtDistance: [1, 3],
	averagePrecisionAtDistance: [1, 3],
	gridCeiling: [(1 + 1 + 1 + 8 / 9 + 3 / 4 + 24 / 25) / 6, 6],
	everything: [(3 / 9 + 2 / 9 + 2 / 9 + 9 / 16 + 3 / 4 + 24 / 25) / 6, 6],
	groundTruthBox: [(1 + 1 + 1 + 9 / 12 + 1 + 1) / 6, 6],
};

/*
 * Cosines of the patches of each object, within it and with those outside, the ignored one excepted: with other
 * objects' and with the background's. The square's cat has two patches, the larger objects one each: no pair.
 */
const cosines = {
	cat1: {
		intra: [0.8, 0.6, 0.48],
		object: [0, 0.28, 0, 0.6, 0, 0.224, 0, 0.48, 0.8, 0.936, -0.8, -0.28],
		background: [0.8, -1, 0.64, -0.8, 0, -0.6],
	},
	dog2: {
		intra: [0.96],
		object: [0, 0, 0.8, -1, -0.8, 0.28, 0.224, 0.936, -0.96, -0.6],
		background: [-0.6, 0, -0.352, -0.28],
	},
	cat3: {
		intra: [0.8],
		object: [0, 0, -0.8, -1, -0.96, 0.6, 0.48, -0.28, -0.8, -0.6],
		background: [0.6, 0, 0.96, -0.6],
	},
	square: { intra: [1], object: [], background: [0, 0, 0, 0] },
};
const objects = Object.values(cosines);
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
/** μ, and σ² as mean over objects of the mean square, less μ². */
function moments(of: readonly (readonly number[])[]): [mean: number, variance: number] {
	const mu = mean(of.map(mean));
	return [mu, mean(of.map((values) => mean(values.map((value) => value ** 2)))) - mu ** 2];
}
const [intraMean, intraVariance] = moments(objects.map(({ intra }) => intra));
const [interMean, interVariance] = moments(
	objects.map(({ object, background }) => [...object, ...background]),
);

/*
 * p, the mean over four objects: 1/12 at .48 and at .6, 4/12 at .8, 3/12 at .96 and at 1. Below, what q has there, each
 * the mean over the objects that have such pairs: 18 of cat 1, 14 of dog 2, 14 of cat 3 and 4 of the square's cat.
 */
const similarities: Readonly<Record<string, readonly [value: number, count: number]>> = {
	overlap: [(1 / 18 + 1 / 14 + (1 / 18 + 2 / 14) + (2 / 18 + 1 / 14) + 1 / 14) / 4, 4],
	// 12, 10 and 10 pairs; at .48, at .6 and at .8 one of cat 1 and one of another.
	overlapObject: [(3 * (1 / 12 + 1 / 10)) / 3, 3],
	// 6, 4, 4 and 4 pairs; cat 1 has .8, cat 3 .6 and .96.
	overlapBackground: [(1 / 6 + 1 / 4 + 1 / 4) / 4, 4],
	// The 6 pairs of the two cats: 0 .6 0 .48 −.8 −.28; 1/6 at .48 and at .6 is more than p has.
	overlapSameClass: [1 / 12 + 1 / 12, 2],
	// At distance 1 cat 1 has .8 .48 within and 0 outside, at 2 .6 and .64 .8; dog 2 .96, −.6 −.28; cat 3 .8, 0; the
	// square's cat 1, 0 0. So q has 1/3 · 1/2 of cat 1 at .8, and nothing else where p has something.
	overlapAtDistance: [1 / 3 / 2 / 4, 4],
	dPrime: [(intraMean - interMean) / Math.sqrt((intraVariance + interVariance) / 2), 4],
	// In 504ths q has 408 below .48, 16 there, 25 at .6, 7 at .64, 23 at .8, 16 at .936, 9 at .96.
	aurocSimilarity: [(416 + 436.5 + 4 * 467.5 + 3 * 499.5 + 3 * 504) / (12 * 504), 4],
	intraMean: [intraMean, 4],
	interMean: [interMean, 4],
};

for (const layout of layouts) {
	test(`every metric of segment by hand, ignored pixels being ${layout.ignored}`, async (t) => {
		const { photos, folder } = await embedded(t, layout);
		const { metrics } = await photos
			.via(promptSampling({ mode: 'centre', count: 1, seed: 0 }))
			.via(similarity())
			.via(threshold({ component: false }))
			.via(metric)
			.into(summary(folder))
			.run();
		expectMetrics(t, metrics, segmentation);
		const [header, cat, dog, , square] = (await readFile(folder.path('instances.csv'), 'utf8')).split('\n');
		t.is(
			header,
			'image,instance,class,area,promptX,promptY,iou,iouOtsu,iouOracle,averagePrecision,auroc,aurocAtDistance,averagePrecisionAtDistance',
		);
		t.regex(cat!, /^row\.jpg,1,cat,3,0,0,0\.5,0\.5,0\.6,0\.75555\d+,0\.88888\d+,,$/);
		t.regex(dog!, /^row\.jpg,2,dog,2,4,0,0\.66666\d+,0\.66666\d+,1,1,1,1,1$/);
		t.regex(
			square!,
			/^square\.jpg,1?1,cat,9,0,0,0\.88888\d+,0\.88888\d+,0\.88888\d+,0\.97222\d+,0\.97619\d+,1,1$/,
		);
	});

	test(`every metric of similarity by hand, ignored pixels being ${layout.ignored}`, async (t) => {
		const { photos, folder } = await embedded(t, layout);
		const { metrics } = await photos.via(patchSimilarity).into(similaritySummary(folder)).run();
		expectMetrics(t, metrics, similarities);
	});
}
