import test from 'ava';
import type { Classification } from '../../../src/eval/classify/classification.js';
import { predictionTable, summariseClassification } from '../../../src/eval/classify/summary.js';
import { mulberry32 } from '../../../src/math/random.js';
import { vectorsOf } from './_classes.js';

const classification: Classification = {
	classes: ['cat', 'dog'],
	train: vectorsOf([1, 1, 0], [0, 0, 0, 0, 0, 0]),
	test: vectorsOf([0, 1, 1, 1], [0, 0, 0, 0, 0, 0, 0, 0]),
	predictions: { knn1: Int32Array.of(0, 1, 0, 0) },
	chosen: { linearPenalty: 0.1 },
};
const definitions = { knn1: 'of the nearest', linearPenalty: 'weight' };

test('accuracies counted by hand, beside that of the most usual class', (t) => {
	const metrics = summariseClassification(classification, definitions, mulberry32(0), 100);
	t.like(metrics.knn1, {
		value: 0.5,
		count: 4,
		definition: 'share of test photos whose class is that of the nearest',
	});
	t.is(metrics.majority!.value, 0.75);
	t.deepEqual(metrics.linearPenalty, { value: 0.1, count: 3, interval: null, definition: 'weight' });
	t.true(metrics.knn1!.interval![0] < 0.5 && metrics.knn1!.interval![1] > 0.5);
});

test('the table names each photo’s class and what it was taken for', (t) => {
	t.is(
		predictionTable(classification),
		'image,class,knn1\n0.jpg,cat,cat\n1.jpg,dog,dog\n2.jpg,dog,cat\n3.jpg,dog,cat\n',
	);
});

test('no test photo is an error with a remedy', (t) => {
	const none = { ...classification, test: vectorsOf([], []) };
	t.throws(() => summariseClassification(none, definitions, mulberry32(0)), { message: /`data.test`/ });
});

test('the classes of the training photos are counted once, not once a test photo', (t) => {
	let counts = 0;
	const labels = Int32Array.of(1, 1, 0);
	Object.defineProperty(labels, Symbol.iterator, {
		value: () => {
			counts++;
			return Int32Array.prototype[Symbol.iterator].call(labels);
		},
	});
	const counted = { ...classification, train: { ...classification.train, labels } };
	t.is(summariseClassification(counted, definitions, mulberry32(0), 10).majority!.value, 0.75);
	t.is(counts, 1);
});
