import test from 'ava';
import { blockMask } from '../../src/data/block-mask.js';
import { tokenMask } from '../../src/data/token-mask.js';
import { mulberry32 } from '../../src/flow/random.js';

const ranges = [
	[0, 0],
	[0.1, 0.5],
] as const;

test('whole patches are masked, those of the block mask', (t) => {
	const { mask, fill } = tokenMask(48, 8, [[0.5, 0.5]], mulberry32(2));
	const random = mulberry32(2);
	random(); // the range
	random(); // the share
	const patches = blockMask(6, 6, 0.5, random);
	t.is(fill, 'token');
	t.deepEqual(
		[...mask],
		[...mask.keys()].map((i) => {
			const [y, x] = [Math.floor(i / 48), i % 48];
			return patches[6 * Math.floor(y / 8) + Math.floor(x / 8)]!;
		}),
	);
});

test('iBOT: half of the views are whole, the others’ share lies between a tenth and a half', (t) => {
	const random = mulberry32(3);
	const shares = Array.from({ length: 600 }, () => {
		const { mask } = tokenMask(224, 16, ranges, random);
		return mask.reduce((sum, value) => sum + value, 0) / mask.length;
	});
	const masked = shares.filter((share) => share > 0);
	t.true(Math.abs(masked.length / 600 - 0.5) < 0.06, `${masked.length} of 600`);
	t.true(Math.max(...masked) <= 0.5);
	const mean = masked.reduce((sum, share) => sum + share) / masked.length;
	t.true(mean > 0.2 && mean <= 0.3, `${mean}: a little below .3, since the last block may not fit`);
});
