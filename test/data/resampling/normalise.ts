import test from 'ava';
import { denormalise, normalise } from '../../../src/data/resampling/normalise.js';

test('all samples come back from normalised ones, and values beyond are cut', (t) => {
	const samples = Uint8Array.from({ length: 768 }, (_, i) => Math.floor(i / 3));
	const values = new Float32Array(768);
	normalise(samples, values);
	t.deepEqual(denormalise(values), samples);
	t.deepEqual([...denormalise(Float32Array.of(-9, 9, 0))], [0, 255, 104]);
});
