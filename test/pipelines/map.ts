import { readFile } from 'node:fs/promises';
import path from 'node:path';
import test from 'ava';
import sharp from 'sharp';
import map from '../../pipelines/map.js';
import { decodeImage } from '../../src/data/decoding/decode.js';
import { openRunFolder } from '../../src/run/folder.js';
import { packageRoot } from '../../src/run/package.js';
import { folderWith } from '../data/_folder.js';
import { pixelAt } from '../draw/_canvas.js';

const image = path.join(packageRoot, 'fixtures/objects/val/camels.jpg');
const model = { weights: 'colour', tokens: 256 };

function setUp(t: Parameters<typeof folderWith>[0], options: object) {
	const folder = openRunFolder(folderWith(t, {}));
	const runnable = map.build(map.options.parse({ image, model, ...options }), folder);
	return { folder, run: () => runnable.run() };
}

const maskOf = (file: string) => sharp(file).toColourspace('b-w').raw().toBuffer();

test('one photo and one point become a heat map, a mask, an overlay and figures', async (t) => {
	const { folder, run } = setUp(t, { point: [230, 90] });
	const result = await run();
	const figures = JSON.parse(await readFile(folder.path('map.json'), 'utf8'));
	t.deepEqual(result, { ...figures, folder: folder.folder });
	t.like(figures, {
		image,
		width: 398,
		height: 224,
		model: { weights: 'colour' },
		points: [{ x: 230, y: 90 }],
	});
	t.true(figures.minimum >= -1 && figures.minimum < figures.threshold && figures.threshold < figures.maximum);
	t.true(figures.maximum <= 1 + 1e-9);

	const mask = await maskOf(folder.path('mask.png'));
	t.is(mask.length, 398 * 224);
	t.deepEqual(new Set(mask), new Set([0, 255]));
	t.is(mask[90 * 398 + 230], 255, 'the point itself');
	t.is(mask.filter((value) => value === 255).length / mask.length, figures.share);

	const [photo, heat, over] = await Promise.all(
		[image, folder.path('heat-map.png'), folder.path('overlay.png')].map((file) =>
			decodeImage(file, { orient: true }),
		),
	);
	for (const picture of [heat!, over!]) {
		t.deepEqual([picture.width, picture.height], [398, 224]);
		t.deepEqual(pixelAt(picture, 230, 90), [255, 255, 255], 'the marker');
	}
	const outside = mask.indexOf(0);
	const [x, y] = [outside % 398, Math.floor(outside / 398)];
	t.deepEqual(pixelAt(over!, x, y), pixelAt(photo!, x, y), 'outside the mask the photo is as it was');
	t.regex(
		map.describe!(result),
		/^Similarity from -?0\.\d+ to 1\.000\. Foreground from 0\.\d+ on: \d+\.\d% of/,
	);
});

test('a threshold, several points, and the component of the prompt', async (t) => {
	const points = { point: [[230, 90], [90, 120]] }; // biome-ignore format: two pixels
	const all = await setUp(t, { ...points, threshold: { from: 0.9 } }).run();
	t.is(all.threshold, 0.9);
	t.is(all.points.length, 2);
	const some = await setUp(t, { ...points, threshold: { from: 0.9, component: true } }).run();
	t.true(some.share > 0 && some.share < all.share);
});

test('the disc is a map too, around the middle of the photo', async (t) => {
	const result = await setUp(t, { model: { ...model, weights: 'disc' } }).run();
	t.deepEqual(result.points, [{ x: 199, y: 112 }]);
	t.is(result.maximum, 1);
});

test('what is wrong is said', async (t) => {
	await t.throwsAsync(setUp(t, { point: [398, 0] }).run(), {
		message: /`\[398,0\]` lies outside .* 398 × 224/,
	});
	await t.throwsAsync(setUp(t, { image: 'gone.jpg' }).run(), { message: /`gone.jpg` cannot be decoded/ });
	await t.throwsAsync(setUp(t, { threshold: { from: 'runs/gone' } }).run(), { message: /runs\/gone/ });
	t.false(map.options.safeParse({ image, model, point: [1.5, 0] }).success);
	t.false(map.options.safeParse({ image, model, point: [] }).success);
});
