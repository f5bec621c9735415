import test from 'ava';
import {
	boundingBox,
	boxPrompt,
	centrePoint,
	pointPrompt,
	randomPoint,
} from '../../../src/eval/map/prompts.js';
import { mulberry32 } from '../../../src/math/random.js';
import { draw, maskOf } from '../_drawn.js';

test('the centre is the deepest pixel, not the mean of the pixels', (t) => {
	const size = { width: 7, height: 5 };
	const mask = maskOf('###....', '###....', '#######', '###....', '###....');
	t.deepEqual(centrePoint(mask, size), { x: 1, y: 1 });
});

test('of equally deep pixels the first in row-major order is the centre', (t) => {
	t.deepEqual(centrePoint(maskOf('.####.', '.####.'), { width: 6, height: 2 }), { x: 1, y: 0 });
	t.deepEqual(centrePoint(maskOf('.#.#', '#...'), { width: 4, height: 2 }), { x: 1, y: 0 });
});

test('everything beyond the photo’s edge is outside', (t) => {
	const size = { width: 9, height: 9 };
	t.deepEqual(centrePoint(new Uint8Array(81).fill(1), size), { x: 4, y: 4 });
	t.deepEqual(
		centrePoint(
			draw(size, (x) => x < 5),
			size,
		),
		{ x: 2, y: 2 },
	);
});

test('an empty mask has no prompt', (t) => {
	const size = { width: 2, height: 2 };
	t.throws(() => centrePoint(new Uint8Array(4), size), { message: /leave the object out/ });
	t.throws(() => boxPrompt(new Uint8Array(4), size, { rows: 1, columns: 1 }), { instanceOf: RangeError });
	t.throws(() => randomPoint(new Uint8Array(4), size, 0, () => 0), { instanceOf: RangeError });
	t.is(boundingBox(new Uint8Array(4), size), undefined);
});

test('random points are uniform over the mask', (t) => {
	const size = { width: 4, height: 3 };
	const mask = maskOf('#..#', '.#..', '...#');
	const random = mulberry32(1);
	const counts = new Map<string, number>();
	for (let i = 0; i < 4000; i++) {
		const { x, y } = randomPoint(mask, size, 4, random);
		counts.set(`${x},${y}`, (counts.get(`${x},${y}`) ?? 0) + 1);
	}
	t.deepEqual([...counts.keys()].sort(), ['0,0', '1,1', '3,0', '3,2']);
	for (const count of counts.values()) t.true(Math.abs(count - 1000) < 110); // 4 standard deviations
});

test('several points are several patches', (t) => {
	const points = [
		{ x: 0, y: 0 },
		{ x: 7, y: 3 },
	];
	t.deepEqual(pointPrompt(points, { width: 8, height: 4 }, { rows: 2, columns: 4 }), {
		points,
		patches: [0, 7],
	});
});

test('a box is the patches whose centres lie in it', (t) => {
	const size = { width: 8, height: 8 };
	const grid = { rows: 4, columns: 4 }; // centres at 1, 3, 5, 7
	const box = draw(size, (x, y) => x >= 1 && x < 5 && y >= 2 && y < 4);
	t.deepEqual(boundingBox(box, size), { x: 1, y: 2, width: 4, height: 2 });
	t.deepEqual(boxPrompt(box, size, grid), { points: [{ x: 2, y: 2 }], patches: [4, 5] });
});

test('a box without a patch’s centre is the patch at its middle', (t) => {
	const size = { width: 8, height: 8 };
	const box = draw(size, (x, y) => x === 4 && y === 7);
	t.deepEqual(boxPrompt(box, size, { rows: 4, columns: 4 }).patches, [14]);
});
