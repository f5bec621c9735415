import test from 'ava';
import { decodeRuns } from '../../../src/data/masks/runs.js';
import { parseRuns } from '../../../src/data/masks/runs-text.js';
import { boundaryCurve, boundaryF, outlinePixels } from '../../../src/eval/map/boundary.js';
import { countPixels, iou } from '../../../src/eval/map/metrics.js';
import { read } from '../../data/_golden.js';
import { draw } from '../_drawn.js';

const { cases } = read('davis.json') as {
	readonly cases: readonly {
		readonly width: number;
		readonly height: number;
		/** Compressed run lengths. */
		readonly prediction: string;
		readonly target: string;
		readonly void: string;
		readonly boundary: string;
		readonly j: number;
		readonly f: number;
	}[];
};

test('J, F and boundary maps are those of davis2017-evaluation, bit for bit', (t) => {
	t.true(cases.length > 40);
	for (const [i, { width, height, boundary, j, f, ...texts }] of cases.entries()) {
		const masked = (text: string) => decodeRuns(parseRuns(text, width, height));
		const ignored = masked(texts.void);
		const [prediction, target] = [texts.prediction, texts.target].map((text) =>
			masked(text).map((inside, pixel) => inside & (1 - ignored[pixel]!)),
		) as [Uint8Array, Uint8Array];
		const outline = new Uint8Array(width * height);
		for (const pixel of outlinePixels(target, { width, height })) outline[pixel] = 1;
		t.deepEqual(outline, masked(boundary), `boundary of case ${i}`);
		t.is(boundaryF(prediction, target, { width, height }), f, `F of case ${i}`);
		t.is(iou(countPixels(prediction, target)), j, `J of case ${i}`);
	}
});

const size = { width: 100, height: 60 }; // tolerance ⌈0.008 · 116.6⌉ = 1
const square = (left: number) => draw(size, (x, y) => x >= left && x < left + 20 && y >= 20 && y < 40);

test('equal masks have 1, masks apart 0', (t) => {
	t.is(boundaryF(square(10), square(10), size), 1);
	t.is(boundaryF(square(10), square(60), size), 0);
});

test('one pixel off is within the tolerance, three are not for the sides', (t) => {
	t.is(boundaryF(square(10), square(11), size), 1);
	// Of 80 boundary pixels, 19 of the upper row, 19 of the lower, and one beside each have a partner.
	t.is(boundaryF(square(10), square(13), size), 0.5);
});

test('no boundary on one side is 0, on both 1', (t) => {
	const empty = new Uint8Array(size.width * size.height);
	t.is(boundaryF(empty, square(10), size), 0);
	t.is(boundaryF(square(10), empty, size), 0);
	t.is(boundaryF(empty, empty, size), 1);
	t.is(
		boundaryF(
			empty.map(() => 1),
			empty,
			size,
		),
		1,
	);
});

test('the curve is the single masks’ values', (t) => {
	const levels = draw(size, () => false);
	for (const left of [12, 10, 11]) for (const [i, inside] of square(left).entries()) levels[i]! += inside;
	const curve = boundaryCurve(levels, 3, square(10), size);
	for (let k = 0; k < 3; k++) {
		t.is(
			curve[k],
			boundaryF(
				levels.map((level) => Number(level > k)),
				square(10),
				size,
			),
		);
	}
});
