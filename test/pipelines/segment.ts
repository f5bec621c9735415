import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'ava';
import segment from '../../pipelines/segment.js';
import { decodeImage } from '../../src/data/decoding/decode.js';
import { thresholdIndex } from '../../src/eval/map/thresholds.js';
import { findExtremes } from '../../src/eval/segment/extremes.js';
import { readRecords } from '../../src/eval/statistics/records.js';
import { openRunFolder } from '../../src/run/folder.js';
import { packageRoot } from '../../src/run/package.js';
import { folderWith } from '../data/_folder.js';
import { drawn } from '../draw/_canvas.js';

const dataset = { kind: 'coco', root: path.join(packageRoot, 'fixtures/objects') };

for (const mode of ['centre', 'exhaustive']) {
	test(`prompts at ${mode}: the best, the median and the worst object are drawn`, async (t) => {
		const folder = openRunFolder(folderWith(t, {}));
		const options = segment.options.parse({
			dataset,
			model: { weights: 'colour', tokens: 64 },
			prompt: { mode },
		});
		const result = await segment.build(options, folder).run();
		folder.close();
		if ('shard' in result) return t.fail('not a shard');

		const { metrics } = result;

		const k = thresholdIndex(metrics.threshold!.value!);
		const extremes = await findExtremes(() => readRecords([folder.path('records.jsonl')]), k);
		t.is(extremes.length, 3);
		t.true(extremes[0]!.iou > extremes[1]!.iou && extremes[1]!.iou > extremes[2]!.iou);
		for (const { rank, record } of extremes) {
			const photo = await decodeImage(path.join(dataset.root, 'val', record.image), { orient: false });
			const picture = await decodeImage(folder.path(`overlays/${rank}.png`), { orient: false });
			t.deepEqual([picture.width, picture.height], [2 * photo.width + 24, photo.height + 68]);
			t.true(drawn(picture, [0, 229, 255]).join('').includes('#'), 'the annotated outline');
		}
	});
}

const drawnRun = mkdtempSync(path.join(tmpdir(), 'segment-'));

test.before(async () => {
	const folder = openRunFolder(drawnRun);
	const root = path.join(packageRoot, 'fixtures/drawn');
	const options = segment.options.parse({ dataset: { kind: 'coco', root }, model: { weights: 'colour' } });
	await segment.build(options, folder).run();
	folder.close();
});

test.after.always(() => rmSync(drawnRun, { recursive: true }));

/** A file of the run on the drawn images. */
const drawnFile = (name: string) => readFileSync(path.join(drawnRun, name), 'utf8').trim();

test('raw colour finds in drawn images what fixtures/README.md says it finds', (t) => {
	const [header, ...rows] = drawnFile('instances.csv').split('\n');
	t.is(
		header,
		'image,instance,class,area,promptX,promptY,iou,iouOtsu,iouOracle,averagePrecision,auroc,aurocAtDistance,averagePrecisionAtDistance',
	);
	const measured = rows.map((row) => row.split(','));
	const readme = readFileSync(path.join(packageRoot, 'fixtures/README.md'), 'utf8');
	const described = [...readme.matchAll(/^\| `drawn\/val\/(.+?)` \| .* \| (.*) \|$/gm)];
	t.is(described.length, 7);
	for (const [, image, figures] of described) {
		const oracles = measured.filter(([name]) => name === image).map((row) => Number(row[8]));
		const mean = oracles.reduce((sum, iou) => sum + iou, 0) / oracles.length;
		const expected =
			image === 'thin-border-crowd.png' ? oracles.map((iou) => iou.toFixed(2)) : [mean.toFixed(2)];
		t.deepEqual(figures!.match(/\d\.\d+/g), expected, image);
	}
});

test('where two objects are of one colour, or of the ground’s, the best threshold marks both, or all', (t) => {
	const rows = drawnFile('instances.csv').split('\n');
	const oraclesOf = (image: string) =>
		rows.flatMap((row) => (row.startsWith(`${image}.png,`) ? [Number(row.split(',')[8])] : []));
	for (const iou of oraclesOf('twins')) t.true(iou > 0.47 && iou < 0.51, `${iou}: half of what is marked`);
	for (const iou of oraclesOf('camouflage')) {
		const share = (Math.PI * 64 ** 2) / 224 ** 2;
		t.true(iou > share - 0.01 && iou < share + 0.05, `${iou}: everything is marked`);
	}
	for (const iou of oraclesOf('quarter')) t.true(iou > 0.99, `${iou}: the grid can be exact`);
});

/** The names that stay: other programs read them. */
const metricNames = [
	'threshold',
	'meanIoU',
	'meanIoUSmall',
	'meanIoUMedium',
	'meanIoULarge',
	'meanIoUOtsu',
	'meanIoUOracle',
	'precision',
	'recall',
	'dice',
	'boundaryF',
	'averagePrecision',
	'auroc',
	'aurocAtDistance',
	'averagePrecisionAtDistance',
	'gridCeiling',
	'everything',
	'groundTruthBox',
	'meanIoUClass',
	'meanIoUImage',
];

test('summary.json has the metrics’ names that stay, and the protocol they belong to', (t) => {
	const { metrics, protocol, model } = JSON.parse(drawnFile('summary.json'));
	t.deepEqual(
		metricNames.filter((name) => !(name in metrics)),
		[],
	);
	t.is(metrics.meanIoU.count, 16);
	for (const { value, definition } of Object.values<{ value: number; definition: string }>(metrics)) {
		t.true(value >= 0 && value <= 1 && definition.length > 20);
	}

	t.like(protocol, { dataset: { kind: 'coco' }, prompt: { mode: 'centre' }, tokens: 1024 });
	t.is(model.weights, 'colour');
	t.is(drawnFile('curve.csv').split('\n')[0]!.split(',')[0], 'threshold');
});

test('a threshold that is none of the fixed ones is refused before anything is measured', async (t) => {
	const folder = openRunFolder(path.join(folderWith(t, {}), 'run'));
	const options = segment.options.parse({
		dataset,
		model: { weights: 'colour' },
		threshold: { from: 0.405 },
	});
	await t.throwsAsync(segment.build(options, folder).run(), { message: /Threshold `0\.405` must be one of/ });
	t.false(existsSync(folder.folder));
});

test('all prompts at once are refused where there is nothing of them to measure', (t) => {
	const folder = openRunFolder(path.join(folderWith(t, {}), 'run'));
	const build = (options: object) =>
		segment.build(segment.options.parse({ dataset, prompt: { mode: 'exhaustive' }, ...options }), folder);
	const model = { weights: 'disc' };
	t.throws(() => build({ model }), { message: /the `disc` has none: take `colour` or `position`/ });
	const component = { model: { weights: 'colour' }, threshold: { component: true } };
	t.throws(() => build(component), { message: /leave out `threshold\.component`/ });
});
