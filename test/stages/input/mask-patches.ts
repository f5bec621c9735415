import test from 'ava';
import { from } from '../../../src/flow/flow.js';
import { toArray } from '../../../src/flow/sink.js';
import { maskPatches, maskPatchesOptions } from '../../../stages/input/mask-patches.js';
import { patternImage } from '../../data/_images.js';
import { stageContract } from '../../support/stage-contract.js';

const item = { path: 'x.jpg', epoch: 0, views: [patternImage(32, 32), patternImage(32, 32)] as const };

test('the defaults are those of SiT', (t) => {
	t.deepEqual(maskPatchesOptions.parse({}), {
		kind: 'pixels',
		drop: 0.5,
		fill: 'zeros',
		replace: 0.3,
		foreign: 0.5,
		align: 1,
		tokens: [
			[0, 0],
			[0.1, 0.5],
		],
	});
	t.false(maskPatchesOptions.safeParse({ drop: 1 }).success, 'a mask of all pixels may take for ever');
	t.false(maskPatchesOptions.safeParse({ aligned: 16 }).success);
});

test('each view has its own corruption, of its size, and the views pass unchanged', async (t) => {
	const options = maskPatchesOptions.parse({ align: 8 });
	const run = () =>
		from(() => [item])
			.via(maskPatches(options, 8))
			.into(toArray())
			.run({ seed: 3 });
	const [masked] = await run();
	t.is(masked!.views, item.views);
	const [first, second] = masked!.corruptions;
	t.is(first.mask.length, 32 * 32);
	t.notDeepEqual(first.mask, second.mask);
	t.true(first.donor >= 0 && first.donor < 1);
	t.deepEqual(await run(), [masked!]);
});

test('meets the contract of stages', async (t) => {
	const stage = maskPatches(maskPatchesOptions.parse({}), 8);
	await stageContract(t, { stage, input: from(() => [item, item, item]) });
});

test('tokens: blocks of whole patches; none: nothing is hidden', async (t) => {
	const masks = async (settings: object) => {
		const [masked] = await from(() => [item])
			.via(maskPatches(maskPatchesOptions.parse(settings), 8))
			.into(toArray())
			.run({ seed: 3 });
		return masked!.corruptions;
	};
	for (const { mask, fill } of await masks({ kind: 'tokens', tokens: [[0.5, 0.5]] })) {
		t.is(fill, 'token');
		t.is(mask.reduce((sum, value) => sum + value, 0) % 64, 0);
		t.true(mask.includes(1));
	}
	for (const { mask } of await masks({ kind: 'none' })) t.false(mask.includes(1));
});
