import test from 'ava';
import { drawChart } from '../../src/report/chart.js';

const chart = { title: 'loss', unit: 'step', x: [1, 2, 3, 4] };
const pathsOf = (text: string) =>
	[...text.matchAll(/<path class="([^"]*)" d="([^"]*)"/g)].map(([, c, d]) => [c, d]);

test('a line from point to point, over the whole width', (t) => {
	const { text } = drawChart({ ...chart, curves: [{ name: 'loss', y: [0, 1, 1, 1] }] });
	t.deepEqual(pathsOf(text), [['curve c0', 'M46.0 188.0L167.3 16.6L288.7 16.6L410.0 16.6']]);
	t.true(text.includes('data-x="[1,2,3,4]" data-curves="[[0,1,1,1]]"'));
	t.true(text.includes('<b>1</b>'), 'the last value stands in the legend');
});

test('what is not finite leaves a gap, and a single point is seen', (t) => {
	const y = [1, Number.NaN, 1, Number.POSITIVE_INFINITY];
	const { text } = drawChart({ ...chart, curves: [{ name: 'loss', y }] });
	t.regex(pathsOf(text)[0]![1]!, /^M46\.0 [\d.]+h\.01M288\.7 [\d.]+h\.01$/);
	t.true(text.includes('[[1,null,1,null]]'));
	t.false(/NaN|Infinity/.test(text));
});

test('with a running mean the values are thin; several curves are named', (t) => {
	const curves = [
		{ name: 'a', y: [1, 2, 3, 4], smooth: [1, 1, 2, 2] },
		{ name: '<b>', y: [2, 2, 2, 2] },
	];
	const { text } = drawChart({ ...chart, curves, mark: 2.5 });
	t.deepEqual(
		pathsOf(text).map(([kind]) => kind),
		['curve raw c0', 'curve c0', 'curve c1'],
	);
	t.true(text.includes('&lt;b&gt; <b>2</b>'));
	t.regex(text, /<line class="mark" x1="228\.0"/);
});

test('no points, one point and constant values make a chart all the same', (t) => {
	for (const y of [[], [3], [0, 0], [-1e-12, -1e-12]]) {
		const { text } = drawChart({ ...chart, x: y.map((_, i) => i), curves: [{ name: 'y', y }] });
		t.false(/NaN|Infinity|undefined/.test(text), text);
	}
});
