import test from 'ava';
import { heatMap } from '../../src/draw/heat-map.js';
import { objectPicture } from '../../src/pictures/object-picture.js';
import { canvas, pixelAt } from '../draw/_canvas.js';
import { draw, photo } from '../eval/_drawn.js';

test('the map on the left, what is found and annotated on the right', (t) => {
	const image = canvas(61, 47, [100, 100, 100]);
	const scores = Float64Array.from({ length: 61 * 47 }, (_, i) => (i % 61) / 60);
	const picture = objectPicture({
		photo: { ...photo, image },
		object: photo.objects[1]!, // x from 25 to 51, y from 26 to 42
		prompt: { points: [{ x: 45, y: 35 }], patches: [0] },
		weight: 1,
		rank: 'best',
		iou: 0.5,
		scores,
		threshold: 0.5,
		mask: draw(photo.image, (x) => x >= 30),
	});
	const [left, right, top] = [8, 8 + 61 + 8, 8 + 2 * 26];
	t.deepEqual([picture.width, picture.height], [right + 61 + 8, top + 47 + 8]);
	t.deepEqual(pixelAt(picture, left + 12, top + 5), pixelAt(heatMap(image, scores, [0, 1]), 12, 5));
	t.deepEqual(pixelAt(picture, right + 12, top + 5), [100, 100, 100]);
	t.deepEqual(pixelAt(picture, right + 55, top + 5), [165, 50, 113]);
	t.deepEqual(pixelAt(picture, right + 25, top + 35), [0, 229, 255]);
	t.deepEqual(pixelAt(picture, left + 45, top + 35), [255, 255, 255]);
	t.deepEqual(pixelAt(picture, right + 45, top + 35), [255, 255, 255]);
});
