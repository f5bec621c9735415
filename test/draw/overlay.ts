import test from 'ava';
import { overlay } from '../../src/draw/overlay.js';
import { draw } from '../eval/_drawn.js';
import { canvas, pixelAt } from './_canvas.js';

const size = { width: 20, height: 20 };
const prediction = draw(size, (x) => x < 12);
const target = draw(size, (x, y) => x >= 6 && y >= 6);

test('the prediction is filled in magenta, the annotation outlined in cyan, the point marked in white', (t) => {
	const photo = canvas(20, 20, [100, 100, 100]);
	const image = overlay(photo, { prediction, target, points: [{ x: 3, y: 3 }] });
	t.deepEqual(pixelAt(image, 9, 12), [165, 50, 113]); // predicted and annotated
	t.deepEqual(pixelAt(image, 11, 2), [230, 0, 126]); // the prediction's edge
	t.deepEqual(pixelAt(image, 6, 12), [0, 229, 255]); // the annotation's edge
	t.deepEqual(pixelAt(image, 16, 16), [100, 100, 100]); // missed
	t.deepEqual(pixelAt(image, 3, 3), [255, 255, 255]);
	t.deepEqual(pixelAt(photo, 3, 3), [100, 100, 100]);
});

test('a photo without an annotation has no cyan', (t) => {
	const image = overlay(canvas(20, 20), { prediction, points: [] });
	t.deepEqual(pixelAt(image, 6, 12), [115, 0, 63]);
});
