import test from 'ava';
import type { EmbeddedPhoto, PromptedObject } from '../../../src/eval/items.js';
import { from } from '../../../src/flow/flow.js';
import { promptOptions, promptSampling } from '../../../stages/segment/prompt-sampling.js';
import { draw, objectOf, photo, size } from '../../eval/_drawn.js';
import { stageContract } from '../../support/stage-contract.js';

const { mode: _, ...defaults } = promptOptions.parse({});

async function prompts(
	mode: 'centre' | 'random' | 'box' | 'points',
	item: EmbeddedPhoto = photo,
	seed = 0,
): Promise<PromptedObject[]> {
	const { process } = await promptSampling({ ...defaults, mode, seed }).open();
	const context = { index: '0', random: () => 0.5, signal: new AbortController().signal };
	return [...(await process(item, context))];
}

test('one centre prompt an object', async (t) => {
	const items = await prompts('centre');
	t.deepEqual(
		items.map(({ object, prompt, weight }) => [object.id, prompt.points.length, weight]),
		photo.objects.map(({ id }) => [id, 1, 1]),
	);
});

test('random prompts lie in the mask, weigh one in all, and depend on the object alone', async (t) => {
	const items = await prompts('random');
	t.is(items.length, 5 * photo.objects.length);
	for (const { object, prompt, weight } of items) {
		const { x, y } = prompt.points[0]!;
		t.is(object.mask[y * size.width + x], 1);
		t.is(weight, 0.2);
	}
	const last = photo.objects.slice(1);
	const fewer = await prompts('random', { ...photo, objects: last });
	t.deepEqual(
		fewer.map(({ prompt }) => prompt),
		items.slice(5).map(({ prompt }) => prompt),
	);
	const others = await prompts('random', photo, 1);
	t.notDeepEqual(
		others.map(({ prompt }) => prompt),
		items.map(({ prompt }) => prompt),
	);
});

test('several points are one prompt that begins at the centre', async (t) => {
	const [centre] = await prompts('centre');
	const items = await prompts('points');
	t.is(items.length, photo.objects.length);
	t.is(items[0]!.prompt.points.length, 5);
	t.is(items[0]!.prompt.patches.length, 5);
	t.deepEqual(items[0]!.prompt.points[0], centre!.prompt.points[0]);
});

test('a box prompt asks with the patches in the box', async (t) => {
	const items = await prompts('box');
	t.deepEqual(items[0]!.prompt.patches, [7, 8, 9, 10, 14, 15, 16, 17]);
});

test('objects without a pixel to find are left out', async (t) => {
	const hidden = objectOf(
		'hidden',
		'thing',
		draw(size, (x, y) => x === 42 && y === 30),
	);
	const empty = objectOf('empty', 'thing', new Uint8Array(size.width * size.height));
	t.deepEqual(await prompts('centre', { ...photo, objects: [hidden, empty] }), []);
});

test('meets the contract of stages', async (t) => {
	for (const mode of ['centre', 'random', 'points', 'box'] as const) {
		const stage = promptSampling({ ...defaults, mode });
		await stageContract(t, { stage, input: from(() => [photo, photo]) });
	}
});
