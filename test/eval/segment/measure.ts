import test from 'ava';
import { cosineMap } from '../../../src/eval/features/similarity.js';
import type { ScoredObject } from '../../../src/eval/items.js';
import { centrePoint, pointPrompt } from '../../../src/eval/map/prompts.js';
import { discMap } from '../../../src/eval/segment/baselines.js';
import { measureObject, thresholdObject } from '../../../src/eval/segment/measure.js';
import { near, nearReference } from '../../math/_near.js';
import { golden, objectOf, photo } from '../_drawn.js';

function scored(i: number, score: 'cosine' | 'disc'): ScoredObject {
	const object = photo.objects[i]!;
	const prompt = pointPrompt([centrePoint(object.mask, photo.image)], photo.image, photo.features);
	const map =
		score === 'disc'
			? discMap(prompt, photo.image, photo.features)
			: cosineMap(photo.features, prompt.patches);
	return { photo, object, prompt, weight: 1, map };
}

for (const [i, expected] of golden.objects.entries()) {
	test(`every figure of \`${expected.id}\` equals the oracle's`, (t) => {
		const record = measureObject(thresholdObject(scored(i, 'cosine')));
		t.is(record.area, expected.area);
		t.deepEqual(record.point, { x: expected.point[0], y: expected.point[1] });
		nearReference(t, 'objectFigures', record.curves.iou, expected.iou, 'iou');
		nearReference(t, 'objectFigures', record.curves.boundaryF, expected.boundaryF, 'boundaryF');
		nearReference(t, 'objectFigures', record.iouOtsu, expected.otsu, 'iouOtsu');
		nearReference(t, 'objectFigures', record.iouOracle, expected.oracle, 'iouOracle');
		nearReference(t, 'objectFigures', record.averagePrecision, expected.averagePrecision, 'averagePrecision');
		nearReference(t, 'objectFigures', record.auroc, expected.auroc, 'auroc');
		nearReference(t, 'objectFigures', record.gridCeiling, expected.gridCeiling, 'gridCeiling');
		nearReference(t, 'objectFigures', record.everything, expected.everything, 'everything');
		nearReference(t, 'objectFigures', record.groundTruthBox, expected.groundTruthBox, 'groundTruthBox');
	});

	test(`the disc around \`${expected.id}\` equals the oracle's`, (t) => {
		const record = measureObject(thresholdObject(scored(i, 'disc')));
		nearReference(t, 'objectFigures', record.iouOtsu, expected.disc.otsu, 'iouOtsu');
		nearReference(t, 'objectFigures', record.iouOracle, expected.disc.oracle, 'iouOracle');
		nearReference(
			t,
			'objectFigures',
			record.averagePrecision,
			expected.disc.averagePrecision,
			'averagePrecision',
		);
		nearReference(t, 'objectFigures', record.auroc, expected.disc.auroc, 'auroc');
	});

	test(`the connected component of \`${expected.id}\` equals the oracle's at every threshold`, (t) => {
		const record = measureObject(thresholdObject(scored(i, 'cosine'), true));
		nearReference(t, 'components', record.curves.iou, expected.component.iou, 'iou');
		nearReference(t, 'components', record.iouOracle, expected.component.oracle, 'iouOracle');
		nearReference(
			t,
			'components',
			record.averagePrecision,
			expected.component.averagePrecision,
			'averagePrecision',
		);
		nearReference(t, 'components', record.auroc, expected.component.auroc, 'auroc');
	});
}

// 4 × 2 pixels, one patch a pixel: the prompt's row has the cosines 1, 0.8, 0.6, 0 and the other −1, 0.8, 0, 0.6.
function byHand(object: string, ignored?: string) {
	const cosines = [1, 0.8, 0.6, 0, -1, 0.8, 0, 0.6];
	const map = { rows: 2, columns: 4, values: Float64Array.from(cosines) };
	const bits = (text: string) => Uint8Array.from([...text].map(Number));
	const item = objectOf('1', 'thing', bits(object));
	const small = {
		...photo,
		image: { width: 4, height: 2, pixels: new Uint8Array(0) },
		objects: [item],
		features: { rows: 2, columns: 4, dimensions: 0, values: new Float64Array(0) },
	};
	const { ignored: _, ...whole } = small;
	const prompt = { points: [{ x: 0, y: 0 }], patches: [0] };
	return measureObject(
		thresholdObject({
			photo: ignored ? { ...small, ignored: bits(ignored) } : whole,
			object: item,
			prompt,
			weight: 1,
			map,
		}),
	);
}

test('figures computed by hand', (t) => {
	const record = byHand('11100000');
	const at = (theta: number) => Math.round(theta * 100) + 10;
	t.is(record.curves.iou[at(0.8)], 2 / 4); // 1, 0.8 and the other 0.8 predicted, 0.6 missed
	t.is(record.curves.precision[at(0.8)], 2 / 3);
	t.is(record.curves.recall[at(0.8)], 2 / 3);
	t.is(record.curves.dice[at(0.8)], 4 / 6);
	t.is(record.curves.iou[at(0.81)], 1 / 3);
	t.is(record.curves.iou[at(0.6)], 3 / 5);
	t.is(record.curves.iou[at(-0.1)], 3 / 7);
	t.is(record.iouOracle, 3 / 5);
	near(t, record.averagePrecision, (1 / 3) * 1 + (1 / 3) * (2 / 3) + (1 / 3) * (3 / 5));
	near(t, record.auroc, (5 + 4.5 + 3.5) / 15);
	t.is(record.everything, 3 / 8);
	t.is(record.groundTruthBox, 1);
	t.is(record.gridCeiling, 1);
	t.is(record.iouOtsu, 3 / 5); // {−1, 0, 0} and {0.6 … 1}
});

test('ignored pixels, a crowd or a void label, count in no figure', (t) => {
	const record = byHand('11100000', '00100100');
	const at = (theta: number) => Math.round(theta * 100) + 10;
	t.is(record.area, 3);
	t.is(record.curves.iou[at(0.8)], 1);
	t.is(record.curves.iou[at(0.6)], 2 / 3);
	t.is(record.iouOracle, 1);
	t.is(record.averagePrecision, 1);
	t.is(record.auroc, 1);
	t.is(record.everything, 2 / 6);
	t.is(record.iouOtsu, 2 / 3);
});

test('an object that is the whole photo has no AUROC', (t) => {
	const record = byHand('11111111');
	t.is(record.auroc, Number.NaN);
	t.is(record.averagePrecision, 1);
	t.is(record.curves.iou[0], 7 / 8);
});
