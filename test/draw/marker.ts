import test from 'ava';
import { drawMarker } from '../../src/draw/marker.js';
import { canvas, drawn } from './_canvas.js';

test('a white dot with a black rim, centred on the pixel', (t) => {
	const image = canvas(11, 11, [90, 90, 90]);
	drawMarker(image, { x: 5, y: 5 });
	t.deepEqual(drawn(image, [255, 255, 255]).slice(2, 9), [
		'...........',
		'....###....',
		'...#####...',
		'...#####...',
		'...#####...',
		'....###....',
		'...........',
	]);
	t.is(drawn(image, [0, 0, 0])[5], '.#.......#.');
	t.is(drawn(image, [90, 90, 90])[5], '#.........#');
	t.is(drawn(image, [90, 90, 90])[1], '###.....###');
});

test('it is cut off at the photo’s edge', (t) => {
	const image = canvas(4, 3, [90, 90, 90]);
	drawMarker(image, { x: 3, y: 0 });
	t.deepEqual(drawn(image, [255, 255, 255])[0], '.###');
});

test('it grows with the photo', (t) => {
	const image = canvas(400, 300, [90, 90, 90]);
	drawMarker(image, { x: 200, y: 150 });
	const row = drawn(image, [255, 255, 255])[150]!;
	t.is(row.split('#').length - 1, 11);
});
