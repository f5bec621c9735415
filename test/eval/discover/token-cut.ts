import test from 'ava';
import { cutByTokens } from '../../../src/eval/discover/token-cut.js';
import { useBackend } from '../../support/backend.js';

test.before(useBackend);

test('a photo of one patch is an object of one patch', (t) => {
	const vectors = { rows: 1, columns: 1, dimensions: 3, values: Float32Array.of(1, 2, 3) };
	t.deepEqual(cutByTokens(vectors, 0.2), { seed: 0, foreground: Uint8Array.of(1) });
});
