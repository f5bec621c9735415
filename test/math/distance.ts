import test from 'ava';
import { squaredDistances } from '../../src/math/distance.js';
import { mulberry32 } from '../../src/math/random.js';

function bruteForce(seeds: Uint8Array, width: number, height: number): number[] {
	const found: [number, number][] = [];
	for (const [i, seed] of seeds.entries()) if (seed) found.push([i % width, Math.floor(i / width)]);
	return Array.from({ length: width * height }, (_, i) =>
		Math.min(...found.map(([x, y]) => (x - (i % width)) ** 2 + (y - Math.floor(i / width)) ** 2)),
	);
}

test('equals brute force on random seeds', (t) => {
	const random = mulberry32(3);
	for (const [width, height, share] of [
		[1, 1, 1],
		[9, 1, 0.3],
		[1, 9, 0.3],
		[17, 13, 0.02],
		[13, 17, 0.5],
		[30, 21, 0.1],
	] as const) {
		const seeds = Uint8Array.from({ length: width * height }, () => Number(random() < share));
		seeds[Math.floor(random() * seeds.length)] = 1;
		t.deepEqual([...squaredDistances(seeds, width, height)], bruteForce(seeds, width, height));
	}
});

test('is far where there is no seed', (t) => {
	t.true(squaredDistances(new Uint8Array(6), 3, 2).every((distance) => distance >= 25));
});
