import test from 'ava';
import { formatChange, optionChanges } from '../../src/options/changes.js';

test('options that differ are listed by their paths', (t) => {
	const before = { batchSize: 64, model: { size: 'small', patch: 16 }, sizes: [1, 2], steps: 3 };
	const after = {
		batchSize: 64,
		model: { size: 'tiny', patch: 16 },
		sizes: [1, 3],
		epochs: 2,
		off: undefined,
	};
	t.deepEqual(optionChanges(before, after).map(formatChange), [
		'model.size: "small" → "tiny"',
		'sizes: [1,2] → [1,3]',
		'steps: 3 → not set',
		'epochs: not set → 2',
	]);
	t.deepEqual(optionChanges(before, structuredClone(before)), []);
});
