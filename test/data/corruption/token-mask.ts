import test from 'ava';
import { blockMask } from '../../../src/data/corruption/block-mask.js';
import { tokenMask } from '../../../src/data/corruption/token-mask.js';
import { mulberry32 } from '../../../src/math/random.js';
import { agrees } from '../../support/fidelity.js';
import { maskGolden, standardErrors } from '../_golden.js';

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

test('iBOT: half of the views are whole, the others have the statistics of the public code', (t) => {
	const random = mulberry32(3);
	const shares = Array.from({ length: 600 }, () => {
		const { mask } = tokenMask(224, 16, ranges, random);
		return mask.reduce((sum, value) => sum + value, 0) / mask.length;
	});
	const masked = shares.filter((share) => share > 0);
	const { draws, share, ...expected } = maskGolden.statistics.tokens;
	const any = { mean: expected.masked, deviation: 0.5 };
	const isMasked = shares.map((share) => Number(share > 0));
	agrees(t, 'tokenStatistics', standardErrors(isMasked, any, draws), 'views that are masked');
	agrees(t, 'tokenStatistics', standardErrors(masked, share, draws * expected.masked), 'their share');
	t.true(Math.max(...masked) <= 0.5);
});

test('a view that is not made of whole patches is refused', (t) => {
	t.throws(() => tokenMask(50, 16, [[0.1, 0.5]], mulberry32(0)), {
		instanceOf: RangeError,
		message: 'A view of 50 px is not made of patches of 16 px: change `views.size`',
	});
});
