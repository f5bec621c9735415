import test from 'ava';
import { dice, iou, labelPixels, precision, recall, sizeClass } from '../../../src/eval/map/metrics.js';

test('by hand', (t) => {
	const counts = { hits: 3, predicted: 4, target: 6 };
	t.is(iou(counts), 3 / 7);
	t.is(precision(counts), 3 / 4);
	t.is(recall(counts), 1 / 2);
	t.is(dice(counts), 6 / 10);
});

test('nothing predicted, nothing there', (t) => {
	const nothing = { hits: 0, predicted: 0, target: 5 };
	t.deepEqual([iou(nothing), precision(nothing), recall(nothing), dice(nothing)], [0, 0, 0, 0]);
	const empty = { hits: 0, predicted: 0, target: 0 };
	t.deepEqual([iou(empty), dice(empty)], [1, 1]);
});

test('size classes have COCO’s limits', (t) => {
	t.deepEqual([1, 1023, 1024, 9215, 9216].map(sizeClass), ['small', 'small', 'medium', 'medium', 'large']);
});

test('ignored wins over object', (t) => {
	const mask = Uint8Array.of(0, 1, 0, 1);
	t.deepEqual([...labelPixels(mask, Uint8Array.of(0, 0, 1, 1))], [0, 1, 2, 2]);
	t.is(labelPixels(mask, undefined), mask);
});
