import test from 'ava';
import type { ScoredObject } from '../../../src/eval/items.js';
import { MapMemory } from '../../../src/eval/segment/map-memory.js';
import { photo } from '../_drawn.js';

function scored(position: number, x: number, patches = 4): ScoredObject {
	return {
		photo: { ...photo, position },
		object: photo.objects[0]!,
		prompt: { points: [{ x, y: 1 }], patches: [0] },
		weight: 1,
		map: { rows: 1, columns: patches, values: new Float64Array(patches) },
	};
}

test('a map is found again by its photo, object and point', (t) => {
	const memory = new MapMemory();
	const items = [scored(0, 1), scored(0, 2), scored(1, 1)];
	for (const item of items) memory.keep(item);
	for (const { photo, object, prompt, map } of items) {
		t.is(memory.recall({ position: photo.position, instance: object.id, point: prompt.points[0]! }), map);
	}
	t.is(memory.recall({ position: 2, instance: 'ellipse', point: { x: 1, y: 1 } }), undefined);
	t.is(memory.recall({ position: 0, instance: 'ellipse' }), undefined, 'a mean over prompts');
});

for (const [patches, count, expected] of [
	[2 ** 17, 40, 32], // 1 MB each
	[1, 4100, 4000],
] as const) {
	test(`what is kept is bounded, with ${count} maps of ${patches} patches too`, (t) => {
		const memory = new MapMemory();
		for (let i = 0; i < count; i++) memory.keep(scored(i, 0, patches));
		const kept = Array.from({ length: count }, (_, position) =>
			memory.recall({ position, instance: 'ellipse', point: { x: 0, y: 1 } }),
		);
		t.is(kept.filter(Boolean).length, expected);
	});
}
