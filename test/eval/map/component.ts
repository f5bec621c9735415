import test from 'ava';
import { connectedMap } from '../../../src/eval/map/component.js';

test('a pixel is worth the least value on the best way to it', (t) => {
	// prettier-ignore
	const map = Float64Array.of(0.9, 0.2, 0.8, 0.5, 0.1, 0.7, 0.6, 0.4, 0.3);
	const connected = connectedMap(map, [{ x: 0, y: 0 }], { width: 3, height: 3 });
	t.deepEqual([...connected], [0.9, 0.2, 0.3, 0.5, 0.1, 0.3, 0.5, 0.4, 0.3]);
});

test('each of several points keeps its own component', (t) => {
	const map = Float64Array.of(0.9, 0.1, 0.7, 0.1, 0.8);
	const points = [
		{ x: 0, y: 0 },
		{ x: 4, y: 0 },
	];
	t.deepEqual([...connectedMap(map, points, { width: 5, height: 1 })], [0.9, 0.1, 0.1, 0.1, 0.8]);
});
