import { readdir, readFile, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import sharp from 'sharp';
import { draw, scenes } from '../../scripts/drawn-scenes.js';
import { openCoco } from '../../src/data/datasets/coco.js';
import { decodeImage } from '../../src/data/decoding/decode.js';
import { boxOfRuns, encodeRuns } from '../../src/data/masks/runs.js';

const root = fileURLToPath(new URL('../../fixtures/', import.meta.url));
const free = [
	'BSD-3-Clause',
	'CC-BY-2.0',
	'CC-BY-3.0',
	'CC-BY-4.0',
	'CC-BY-SA-3.0',
	'CC-BY-SA-4.0',
	'CC0-1.0',
	'LicenseRef-Public-Domain',
];

interface Credit {
	readonly file: string;
	/** Package and file in it. */
	readonly source: string;
	readonly author: string;
	readonly licence: string;
}

interface CocoJson {
	readonly images: readonly {
		id: number;
		file_name: string;
		width: number;
		height: number;
		license: number;
	}[];
	readonly annotations: readonly {
		id: number;
		image_id: number;
		area: number;
		bbox: number[];
		iscrowd: 0 | 1;
		segmentation: number[][] | { counts: string | number[] };
	}[];
	readonly licenses: readonly { id: number; name: string }[];
}

/** The rows of the README's tables of photographs. */
async function readCredits(): Promise<Credit[]> {
	const readme = await readFile(`${root}README.md`, 'utf8');
	const rows = readme.matchAll(/^\| `((?:photos|objects)\/[^`]+)` \| (.+) \| (.+) \| (.+) \| (.*) \|$/gm);

	return [...rows].map(([, file, source, author, licence]) => ({
		file: file!,
		source: source!,
		author: author!.trim(),
		licence: licence!,
	}));
}

async function readCoco(name: string): Promise<CocoJson> {
	return JSON.parse(await readFile(`${root}${name}/annotations/instances_val.json`, 'utf8'));
}

const list = async (folder: string) =>
	(await readdir(root + folder)).map((name) => `${folder}/${name}`).sort();

test('the fixtures are small enough for a quick clone', async (t) => {
	const entries = await readdir(root, { recursive: true, withFileTypes: true });
	const files = entries.filter((entry) => entry.isFile());
	const sizes = await Promise.all(
		files.map(async ({ parentPath, name }) => (await stat(`${parentPath}/${name}`)).size),
	);

	t.true(
		sizes.reduce((sum, size) => sum + size, 0) < 8e6,
		'fixtures/ must stay under 8 MB: shrink what was added',
	);
});

test('every photograph is credited with a free licence, and no credit is without its photograph', async (t) => {
	const photos = [...(await list('photos')), ...(await list('objects/val'))];
	const credits = await readCredits();

	t.deepEqual(credits.map(({ file }) => file).toSorted(), photos.toSorted());
	for (const { file, author, licence } of credits) {
		t.not(author, '', `\`${file}\` needs an author in fixtures/README.md`);
		t.true(
			free.includes(licence),
			`\`${file}\` has licence \`${licence}\`, which is not one of the free ones`,
		);
	}
});

test('no photograph with masks is among those to pretrain on', async (t) => {
	const credits = await readCredits();

	t.is(new Set(credits.map(({ source }) => source)).size, credits.length);
});

test('there are at least 60 photographs to pretrain on, small, whole and without metadata', async (t) => {
	const photos = await list('photos');
	t.true(photos.length >= 60);

	for (const photo of photos) {
		const { format, width, height, exif, icc, xmp } = await sharp(root + photo).metadata();
		const short = Math.min(width, height);
		t.is(format, 'jpeg', photo);
		t.true(short >= 160 && short <= 224, `\`${photo}\` has a short side of ${short} px`);
		t.deepEqual([exif, icc, xmp], [undefined, undefined, undefined], `\`${photo}\` carries metadata`);
		await t.notThrowsAsync(decodeImage(root + photo, { orient: false }));
	}
});

test('the masks come in every form that COCO has', async (t) => {
	const { images, annotations } = await readCoco('objects');
	const objects = annotations.filter(({ iscrowd }) => iscrowd === 0);
	const forms = annotations.map(({ segmentation, iscrowd }) => {
		const form = Array.isArray(segmentation) ? 'polygons' : typeof segmentation.counts;

		return `${form}, crowd ${iscrowd}`;
	});

	t.true(new Set(objects.map(({ image_id }) => image_id)).size >= 12);
	t.true(objects.length >= 24);
	t.deepEqual([...new Set(forms)].sort(), ['object, crowd 1', 'polygons, crowd 0', 'string, crowd 0']);
	t.deepEqual(images.map(({ file_name }) => `objects/val/${file_name}`).sort(), await list('objects/val'));
});

test('the licences in the annotations are those of the README', async (t) => {
	const { images, licenses } = await readCoco('objects');
	const names = new Map(licenses.map(({ id, name }) => [id, name]));

	for (const { file, licence } of (await readCredits()).filter(({ file }) => file.startsWith('objects/'))) {
		const image = images.find(({ file_name }) => file === `objects/val/${file_name}`)!;
		t.is(names.get(image.license)!.replace('Public domain', 'LicenseRef-Public-Domain'), licence, file);
	}
});

for (const name of ['objects', 'drawn']) {
	test(`${name}: sizes, areas and boxes in the annotations are those of the files and masks`, async (t) => {
		const { images, annotations } = await readCoco(name);
		const { records } = await openCoco(root + name);
		t.is(records.length, images.length);

		for (const { path, readAnnotation } of records) {
			const image = images.find(({ file_name }) => path.endsWith(`/${file_name}`))!;
			const { width, height } = await sharp(path).metadata();
			t.deepEqual([image.width, image.height], [width, height], path);

			for (const { id, mask, area } of (await readAnnotation()).objects) {
				const annotation = annotations.find((annotation) => String(annotation.id) === id)!;
				t.is(annotation.area, area, `${path}, annotation ${id}`);
				t.deepEqual(annotation.bbox, boxOfRuns(encodeRuns(mask, width, height)), `${path}, annotation ${id}`);
			}
		}
	});
}

test('the drawn images and masks are what the script draws', async (t) => {
	const { records } = await openCoco(`${root}drawn`);

	for (const [index, scene] of scenes.entries()) {
		const { pixels, masks } = draw(scene);
		const image = await decodeImage(records[index]!.path, { orient: false });
		const { objects, ignored } = await records[index]!.readAnnotation();
		const visible = masks.filter((_, object) => !scene.objects[object]!.crowd);
		const crowd = masks.filter((_, object) => scene.objects[object]!.crowd);

		t.deepEqual(image, { width: scene.width, height: scene.height, pixels }, scene.name);
		t.deepEqual(
			objects.map(({ mask }) => mask),
			visible,
			scene.name,
		);
		t.is(
			ignored?.reduce((sum, pixel) => sum + pixel, 0) ?? 0,
			crowd.flatMap((mask) => [...mask]).filter((pixel) => pixel === 1).length,
			scene.name,
		);
	}
});

test('every broken file is described', async (t) => {
	const readme = await readFile(`${root}README.md`, 'utf8');

	for (const file of [...(await list('broken')), ...(await list('drawn/val'))]) {
		t.true(readme.includes(`\`${file}\``), `\`${file}\` is not described in fixtures/README.md`);
	}
});
