import test from 'ava';
import { blankImage, copyImage, paintImage, paintPixel } from '../../src/draw/paint.js';
import { canvas, drawn, pixelAt } from './_canvas.js';

test('a colour lies over a pixel as opaque as is asked for, rounded', (t) => {
	const image = blankImage(3, 1, [100, 100, 101]);
	paintPixel(image, 1, [200, 0, 0], 0.5);
	paintPixel(image, 2, [1, 2, 3]);
	t.deepEqual([...image.pixels], [100, 100, 101, 150, 50, 51, 1, 2, 3]);
});

test('a copy is drawn on alone', (t) => {
	const image = canvas(1, 1);
	paintPixel(copyImage(image), 0, [9, 9, 9]);
	t.deepEqual([...image.pixels], [0, 0, 0]);
});

test('a picture is put at its place and cut off at the edge', (t) => {
	const image = canvas(4, 3);
	paintImage(image, blankImage(2, 2, [1, 2, 3]), 1, 0);
	paintImage(image, blankImage(2, 2, [1, 2, 3]), 3, 2);
	t.deepEqual(drawn(image, [1, 2, 3]), ['.##.', '.##.', '...#']);
	t.deepEqual(pixelAt(image, 0, 0), [0, 0, 0]);
});
