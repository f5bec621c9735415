import test from 'ava';
import { MaskDrawing } from '../../../src/data/datasets/mask-drawing.js';

test('a mask is drawn when it is asked for, and by nothing else; the last is kept', (t) => {
	const drawing = new MaskDrawing();
	let count = 0;
	const objects = [0, 1].map((i) =>
		drawing.object(`${i}`, 'dog', 1, () => {
			count++;
			return Uint8Array.of(i);
		}),
	);
	// An engine that looks through an item, or a stage that copies one, must not draw what thousands of objects hold.
	for (const object of objects) for (const key in object) t.truthy(object[key as 'id']);
	t.like({ ...objects[1]! }, { id: '1', class: 'dog', area: 1 });
	t.is(count, 0);
	t.is(objects[0]!.mask, objects[0]!.mask);
	t.deepEqual([objects[1]!.mask, objects[0]!.mask], [Uint8Array.of(1), Uint8Array.of(0)]);
	t.is(count, 3);
});
