import test from 'ava';
import { measureTracks, type TrackedFrame } from '../../../src/eval/track/tracking.js';
import { objectOf } from '../_drawn.js';

const bits = (text: string) => Uint8Array.from([...text].map(Number));

function trackedFrame(labels: string, objects: Record<string, string>): TrackedFrame {
	return {
		path: 'dog/00003.jpg',
		name: 'dog/00003',
		sequence: 'dog',
		index: 3,
		count: 9,
		epoch: 0,
		position: 3,
		image: { width: 8, height: 1, pixels: new Uint8Array(24) },
		objects: Object.entries(objects).map(([id, mask]) => objectOf(id, 'dog', bits(mask))),
		tracked: ['1', '4'],
		labels: bits(labels),
	};
}

test('J counted by hand, of the objects of the first frame by their ids', (t) => {
	const records = measureTracks(trackedFrame('01110022', { 1: '11100000', 3: '00010000', 4: '00000011' }));
	t.deepEqual(
		records.map(({ object, j }) => [object, j]),
		[
			['1', 2 / 4],
			['4', 1],
		],
	);
	t.is(records[1]!.f, 1);
	t.like(records[0]!, { sequence: 'dog', frame: 'dog/00003' });
});

test('an object that has left: found nowhere is right, found somewhere wrong', (t) => {
	const [first, second] = measureTracks(trackedFrame('01110000', {}));
	t.deepEqual([first!.j, first!.f], [0, 0]);
	t.deepEqual([second!.j, second!.f], [1, 1]);
});
