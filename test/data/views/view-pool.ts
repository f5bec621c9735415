import test from 'ava';
import { assemblies, hashOf } from '../../../scripts/assemblies.js';
import type { Image } from '../../../src/data/items.js';
import {
	type Augmentation,
	augment,
	type DrawnView,
	drawView,
	makeView,
} from '../../../src/data/views/augment.js';
import { sourceHash } from '../../../src/data/views/binary.js';
import { ViewPool } from '../../../src/data/views/view-pool.js';
import { mulberry32, randomFor } from '../../../src/math/random.js';
import { equals } from '../../support/fidelity.js';
import { augmentGolden } from '../_golden.js';
import { latticeImage, patternImage, sha256 } from '../_images.js';

const pool = new ViewPool();
test.after.always(() => pool.close());

test('the WebAssembly is that of its source', (t) => {
	const assembly = assemblies.find(({ name }) => name === 'pixelsWasm')!;
	t.is(sourceHash, hashOf(assembly), 'run scripts/compile-assembly.ts');
});

for (const [order, { options, views }] of [
	['DINO’s order', augmentGolden.augment],
	['MoCo v3’s order, the flip last, bilinear', augmentGolden.augmentAsMocoV3],
] as const) {
	test(`pixel-exact to the same steps in Pillow: ${order}`, async (t) => {
		const photo = patternImage(90, 70);
		const drawn = views.map(({ seed }) => drawView(90, 70, options, mulberry32(seed)));
		const made = await pool.make(photo, drawn);
		for (const [i, { sha256: expected, seed }] of views.entries()) {
			equals(t, 'augment', sha256(made[i]!.pixels), expected, `seed ${seed}`);
		}
		t.deepEqual(photo, patternImage(90, 70), 'the photo is left as it was');
	});
}

/** Noise and extremes, where roundings and cuts differ first. */
function noise(width: number, height: number, seed: number): Image {
	const random = mulberry32(seed);
	const sample = () => (random() < 0.2 ? (random() < 0.5 ? 0 : 255) : 256 * random());
	return { width, height, pixels: Uint8Array.from({ length: width * height * 3 }, sample) };
}

const everything: Augmentation = {
	size: 33,
	scale: [0.05, 1],
	interpolation: 'bicubic',
	flip: 0.5,
	flipLast: false,
	jitter: 0.8,
	colour: { brightness: 0.8, contrast: 0.8, saturation: 0.8, hue: 0.5 },
	grayscale: 0.2,
	blur: 0.7,
	sigma: [0.1, 4],
	solarise: 0.3,
};

test('equal to the plain form at every size, shrunk or grown, of narrow and tiny photos too', async (t) => {
	const random = randomFor(0, 'view-pool', '0');
	const sizes = [
		[1, 1],
		[2, 300],
		[300, 2],
		[17, 9],
		[640, 480],
		[64, 64],
	] as const;
	for (const [width, height] of sizes) {
		const photo = noise(width, height, width);
		for (const size of [8, 15, 16, 49]) {
			const options = { ...everything, size, interpolation: size === 15 ? 'bilinear' : 'bicubic' } as const;
			const drawn = Array.from({ length: 3 }, () => drawView(width, height, options, random));
			const views = await pool.make(photo, drawn);
			const expected = drawn.map((view) => makeView(photo, view));
			t.deepEqual(views, expected, `${width} × ${height} to ${size}`);
		}
	}
});

const asItIs: DrawnView = {
	size: 0,
	interpolation: 'bicubic',
	crop: { left: 0, top: 0, width: 0, height: 0 },
	flip: 'never',
	jitter: [],
	grayscale: false,
	sigma: 0,
	solarise: false,
};

test('each colour of the lattice, and each hue at each turn, as in the plain form', async (t) => {
	const { width, height, pixels } = latticeImage();
	const side = Math.min(width, height);
	const crop = { left: 0, top: 0, width: side, height: side };
	const photo = { width, height, pixels };
	const amounts = [0, 0.6, 0.9, 1.4, 2];
	const drawn = (['brightness', 'contrast', 'saturation', 'hue'] as const).flatMap((property) =>
		amounts.map((x): DrawnView => {
			const amount = property === 'hue' ? x / 2 - 0.5 : x;
			return { ...asItIs, size: side, crop, jitter: [{ property, amount }] };
		}),
	);
	const views = await pool.make(photo, drawn);
	for (const [i, view] of views.entries()) {
		t.deepEqual(view, makeView(photo, drawn[i]!), JSON.stringify(drawn[i]!.jitter));
	}
});

test('photos that are a part of a larger buffer, and many at once, get the views that are theirs', async (t) => {
	const photos = [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => {
		const { pixels, ...size } = noise(20, 10, seed);
		const larger = new Uint8Array(pixels.length + 100);
		larger.set(pixels, 50);
		return { ...size, pixels: larger.subarray(50, 50 + pixels.length) };
	});
	const draw = (seed: number) => drawView(20, 10, everything, mulberry32(seed));
	const views = await Promise.all(photos.map((photo, seed) => pool.make(photo, [draw(seed)])));
	for (const [seed, photo] of photos.entries()) {
		t.deepEqual(views[seed], [augment(photo, everything, mulberry32(seed))]);
	}
});

test('what fails in a thread rejects, and so does what is under way when the pool is closed', async (t) => {
	const other = new ViewPool();
	const photo = noise(20, 20, 0);
	const drawn = drawView(20, 20, everything, mulberry32(0));
	const tooLarge = { ...drawn, size: 40_000 };
	try {
		await t.throwsAsync(other.make(photo, [tooLarge]), { message: /memory/ });
		t.is((await other.make(photo, [drawn])).length, 1);
		const late = t.throwsAsync(other.make(photo, Array(5000).fill(drawn)), { message: /is closed/ });
		await other.close();
		await late;
	} finally {
		await other.close();
	}
});
