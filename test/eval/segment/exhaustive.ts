import test from 'ava';
import { iou, labelPixels } from '../../../src/eval/map/metrics.js';
import { otsuCounts } from '../../../src/eval/map/otsu.js';
import { countPerPatch, patchOfPixel, patchSizes } from '../../../src/eval/map/patch-grid.js';
import { rank } from '../../../src/eval/map/ranking.js';
import { ScratchMap } from '../../../src/eval/map/scratch.js';
import { thresholdPixels } from '../../../src/eval/map/thresholds.js';
import { sweepPrompt, sweepPrompts } from '../../../src/eval/segment/exhaustive.js';
import { mulberry32 } from '../../../src/math/random.js';
import { near, nearReference } from '../../math/_near.js';
import { golden, photo } from '../_drawn.js';

test('all prompts of the drawn objects equal the oracle’s brute force', (t) => {
	const records = sweepPrompts(photo);
	const expected = golden.objects.filter(({ sweep }) => sweep);
	t.deepEqual(
		records.map(({ instance }) => instance),
		expected.map(({ id }) => id),
	);
	for (const [i, record] of records.entries()) {
		const sweep = expected[i]!.sweep!;
		nearReference(t, 'promptSweep', record.curves.iou, sweep.iou, 'iou');
		nearReference(t, 'promptSweep', record.iouOtsu, sweep.otsu, 'iouOtsu');
		nearReference(t, 'promptSweep', record.iouOracle, sweep.oracle, 'iouOracle');
		nearReference(t, 'promptSweep', record.averagePrecision, sweep.averagePrecision, 'averagePrecision');
		nearReference(t, 'promptSweep', record.auroc, sweep.auroc, 'auroc');
		t.true(record.curves.boundaryF.every(Number.isNaN));
		t.is(record.point, undefined);
	}
});

test('one prompt’s sweep equals the pixels’ own ranking, ties included', (t) => {
	const { image, features, objects, ignored } = photo;
	const random = mulberry32(4);
	for (const { mask } of objects) {
		const labels = labelPixels(mask, ignored);
		const all = patchSizes(image, features);
		const ignoredPixels = countPerPatch(labels, image, features, 2);
		const pixels = {
			target: countPerPatch(labels, image, features),
			valid: all.map((count, j) => count - ignoredPixels[j]!),
			all,
		};
		const scores = Float64Array.from({ length: 35 }, () => Math.round(random() * 20) / 20);
		const map = Float64Array.from(mask, (_, i) => {
			const point = { x: i % image.width, y: Math.floor(i / image.width) };
			return scores[patchOfPixel(point, image, features)]!;
		});
		const sweep = sweepPrompt(scores, pixels);
		using copy = ScratchMap.of(map);
		const { oracle, averagePrecision, auroc } = rank(copy, labels);
		near(t, [sweep.oracle, sweep.averagePrecision, sweep.auroc], [oracle, averagePrecision, auroc]);
		t.deepEqual(sweep.counts, thresholdPixels(map, labels).counts);
		t.is(iou(sweep.otsu), iou(otsuCounts(map, labels)));
	}
});
