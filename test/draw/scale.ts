import test from 'ava';
import { fitInto, magnify, mosaic } from '../../src/draw/scale.js';
import { patternImage } from '../data/_images.js';
import { canvas, drawn, pixelAt } from './_canvas.js';

test('magnified, every pixel is a square', (t) => {
	const image = patternImage(3, 2);
	const large = magnify(image, 3);
	t.deepEqual([large.width, large.height], [9, 6]);
	for (let y = 0; y < 6; y++) {
		for (let x = 0; x < 9; x++) {
			t.deepEqual(pixelAt(large, x, y), pixelAt(image, Math.floor(x / 3), Math.floor(y / 3)));
		}
	}
});

test('an image keeps its shape when it is made to fit', (t) => {
	const { width, height, pixels } = fitInto(canvas(40, 10, [7, 8, 9]), 20, 20);
	t.deepEqual({ width, height }, { width: 20, height: 5 });
	t.deepEqual(new Set(pixels), new Set([7, 8, 9]));
	t.is(fitInto(canvas(100, 1), 20, 20).height, 1);
});

test('a mosaic has as many columns as it needs to be square', (t) => {
	const image = mosaic([canvas(2, 2), canvas(2, 2), canvas(2, 2)], 6);
	t.deepEqual(drawn(image, [0, 0, 0]), ['##.##.', '##.##.', '......', '##....', '##....', '......']);
});
