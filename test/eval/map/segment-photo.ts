import test from 'ava';
import { cosineMap } from '../../../src/eval/features/similarity.js';
import { iou } from '../../../src/eval/map/metrics.js';
import { pointPrompt } from '../../../src/eval/map/prompts.js';
import { segmentPhoto } from '../../../src/eval/map/segment-photo.js';
import { thresholdObject } from '../../../src/eval/segment/measure.js';
import { photo as drawnPhoto } from '../_drawn.js';

const { ignored: _, ...photo } = drawnPhoto;
const prompt = pointPrompt([{ x: 18, y: 20 }], photo.image, photo.features);
const scored = { photo, prompt, map: cosineMap(photo.features, prompt.patches) };

/** What the evaluation counts of a mask it does not keep. */
function evaluated(keepComponent: boolean) {
	const object = photo.objects[0]!;
	return thresholdObject({ ...scored, object, weight: 1 }, keepComponent);
}

function countMask(mask: Uint8Array, target: Uint8Array) {
	let [hits, predicted, wanted] = [0, 0, 0];
	for (let i = 0; i < mask.length; i++) {
		hits += mask[i]! & target[i]!;
		predicted += mask[i]!;
		wanted += target[i]!;
	}
	return { hits, predicted, target: wanted };
}

for (const component of [false, true]) {
	test(`cuts where the evaluation does, ${component ? 'the prompt’s component' : 'everything'}`, (t) => {
		const { object, counts, otsu } = evaluated(component);
		const fixed = segmentPhoto(scored, 0.3, component);
		t.deepEqual(countMask(fixed.mask, object.mask), counts[40]);
		t.is(fixed.threshold, 0.3);
		const own = segmentPhoto(scored, undefined, component);
		t.deepEqual(countMask(own.mask, object.mask), otsu);
		t.true(iou(otsu) > 0);
	});
}
