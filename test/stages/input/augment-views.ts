import test from 'ava';
import { augment } from '../../../src/data/views/augment.js';
import { from } from '../../../src/flow/flow.js';
import { toArray } from '../../../src/flow/sink.js';
import { mulberry32 } from '../../../src/math/random.js';
import { augmentViews, augmentViewsOptions } from '../../../stages/input/augment-views.js';
import { patternImage } from '../../data/_images.js';
import { stageContract } from '../../support/stage-contract.js';

const photo = { path: 'x.jpg', epoch: 2, image: patternImage(60, 40) };

test('the defaults are those of SiT', (t) => {
	t.deepEqual(augmentViewsOptions.parse({}), {
		size: 224,
		scale: [0.2, 1],
		interpolation: 'bicubic',
		flip: 0.5,
		flipLast: false,
		jitter: 0.8,
		colour: { brightness: 0.4, contrast: 0.4, saturation: 0.2, hue: 0.1 },
		grayscale: 0.2,
		blur: [1, 0.1],
		sigma: [0.1, 2],
		solarise: [0, 0.2],
		local: { count: 0, size: 96, scale: [0.05, 0.25], blur: 0.5 },
	});
});

test('options out of range are refused', (t) => {
	for (const wrong of [
		{ size: 4 },
		{ scale: [0, 1] },
		{ scale: [0.5, 0.2] },
		{ flip: 1.5 },
		{ blur: [1] },
		{ sigma: [0, 2] },
		{ colour: { hue: 0.6 } },
		{ solarize: [0, 0.2] },
	]) {
		t.false(augmentViewsOptions.safeParse(wrong).success, JSON.stringify(wrong));
	}
});

test('the first view is blurred, the second solarised, each with its own numbers', async (t) => {
	const options = augmentViewsOptions.parse({ size: 32, blur: [1, 0], solarise: [0, 1] });
	const operator = await augmentViews(options).open();
	const context = { index: '0', random: mulberry32(4), signal: new AbortController().signal };
	const [item] = [...(await operator.process(photo, context))];

	const random = mulberry32(4);
	const first = augment(photo.image, { ...options, blur: 1, solarise: 0 }, random);
	const second = augment(photo.image, { ...options, blur: 0, solarise: 1 }, random);
	t.deepEqual(item, { path: 'x.jpg', epoch: 2, views: [first, second] });
	t.notDeepEqual(first, second);
});

test('views follow from the seed alone and differ from photo to photo', async (t) => {
	const options = augmentViewsOptions.parse({ size: 16 });
	const views = (seed: number) =>
		from(() => [photo, photo])
			.via(augmentViews(options))
			.into(toArray())
			.run({ seed });
	const [once, again, other] = [await views(1), await views(1), await views(2)];
	t.deepEqual(once, again);
	t.notDeepEqual(once, other);
	t.notDeepEqual(once[0], once[1]);
	t.deepEqual(photo.image, patternImage(60, 40), 'the photo is left as it was');
});

test('meets the contract of stages', async (t) => {
	const stage = augmentViews(augmentViewsOptions.parse({ size: 16 }));
	await stageContract(t, { stage, input: from(() => [photo, photo, photo]) });
});

test('local views are small, blurred by their own chance and never solarised', async (t) => {
	const settings = { size: 32, solarise: [1, 1], local: { count: 3, size: 16, blur: 1 } };
	const options = augmentViewsOptions.parse(settings);
	const operator = await augmentViews(options).open();
	const context = { index: '0', random: mulberry32(4), signal: new AbortController().signal };
	const [item] = [...(await operator.process(photo, context))];

	const random = mulberry32(4);
	for (const blur of options.blur) augment(photo.image, { ...options, blur, solarise: 1 }, random);
	const local = { ...options, size: 16, scale: options.local.scale, blur: 1, solarise: 0 };
	const expected = [1, 2, 3].map(() => augment(photo.image, local, random));
	t.deepEqual(item!.local, expected);
	t.is(expected[0]!.width, 16);
});
