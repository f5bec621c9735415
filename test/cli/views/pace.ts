import test from 'ava';
import { createPace } from '../../../src/cli/views/pace.js';

const progress = (done: number, total?: number) => ({
	done,
	unit: 'step',
	...(total === undefined ? {} : { total }),
});

test('one point has no rate', (t) => {
	t.deepEqual(createPace()(progress(5, 10), 1), { rate: undefined, remaining: undefined });
});

test('the first point is the start, so work done before a resume does not count', (t) => {
	const pace = createPace();
	pace(progress(1000, 2000), 50);
	t.deepEqual(pace(progress(1010, 2000), 55), { rate: 2, remaining: 495 });
});

test('the rate follows the last half minute', (t) => {
	const pace = createPace();
	for (let second = 0; second <= 100; second++) pace(progress(second), second);
	for (let second = 101; second <= 140; second++) pace(progress(100 + 10 * (second - 100)), second);
	t.is(pace(progress(510), 141).rate, 10);
});

test('steps slower than the window still have a rate', (t) => {
	const pace = createPace();
	pace(progress(0), 0);
	pace(progress(1), 100);
	t.is(pace(progress(2), 200).rate, 0.01);
});

test('no progress, no estimate', (t) => {
	const pace = createPace();
	pace(progress(5, 10), 0);
	t.deepEqual(pace(progress(5, 10), 10), { rate: 0, remaining: undefined });
});
