import test from 'ava';
import { boxIou, boxOfCut, measureBox } from '../../../src/eval/discover/discovery.js';
import type { PatchVectors } from '../../../src/eval/discover/items.js';
import { cutByLost } from '../../../src/eval/discover/lost.js';
import { summariseDiscovery } from '../../../src/eval/discover/summary.js';
import { cutByTokens, joinPatches, secondEigenvector } from '../../../src/eval/discover/token-cut.js';
import { mulberry32 } from '../../../src/math/random.js';
import { tf } from '../../../src/nn/tf/tf.js';
import { read } from '../../data/_golden.js';
import { near } from '../../math/_near.js';
import { useBackend } from '../../support/backend.js';
import { draw, objectOf } from '../_drawn.js';

test.before(useBackend);

interface GoldenCut {
	readonly seed: number;
	readonly foreground: string;
	readonly box: [x: number, y: number, width: number, height: number];
}

const { cases } = read('discover.json') as {
	readonly cases: readonly {
		readonly seed: number;
		readonly noise: number;
		readonly lost: GoldenCut;
		readonly tokencut: GoldenCut;
		readonly eigenvector: number[];
	}[];
};

const size = { width: 93, height: 70 };

/** The vectors that test/oracle/discover.py draws. */
function drawVectors(seed: number, noise: number): PatchVectors {
	const random = mulberry32(seed);
	const values = Float32Array.from({ length: 9 * 12 * 4 }, (_, i) => {
		const [patch, d] = [Math.floor(i / 4), i % 4];
		const [x, y] = [patch % 12, Math.floor(patch / 12)];
		const isInside = (x - 7) ** 2 / 9 + (y - 4) ** 2 / 6 <= 1 || x === 0;
		return Number(d === (isInside ? 0 : 1)) * 1.5 + noise * (2 * random() - 1);
	});
	return { rows: 9, columns: 12, dimensions: 4, values };
}

for (const { seed, noise, lost, tokencut, eigenvector } of cases) {
	const vectors = drawVectors(seed, noise);

	test(`LOST at noise ${noise} is NumPy’s`, (t) => {
		const cut = cutByLost(vectors, 20);
		t.deepEqual([cut.seed, cut.foreground.join('')], [lost.seed, lost.foreground]);
		const [x, y, width, height] = lost.box;
		t.deepEqual(boxOfCut(cut, vectors, 8, size), { x, y, width, height });
	});

	test(`TokenCut at noise ${noise} is SciPy’s`, (t) => {
		const y = secondEigenvector(joinPatches(vectors, 0.2), 108);
		const sign = Math.sign(y[tokencut.seed]!);
		near(
			t,
			y.map((value) => value * sign),
			eigenvector,
			'y',
			1e-7,
		);
		const cut = cutByTokens(vectors, 0.2);
		t.deepEqual([cut.seed, cut.foreground.join('')], [tokencut.seed, tokencut.foreground]);
		const { x, y: top, width, height } = boxOfCut(cut, vectors, 8, size);
		t.deepEqual([x, top, width, height], tokencut.box);
	});
}

test('no tensor is left', (t) => {
	const before = tf.memory().numTensors;
	cutByLost(drawVectors(1, 0.3), 5);
	cutByTokens(drawVectors(1, 0.3), 0.2);
	t.is(tf.memory().numTensors, before);
});

test('patches that touch at a corner only are not connected; the last patch ends with the photo', (t) => {
	const foreground = Uint8Array.of(1, 0, 0, 0, 1, 1);
	const grid = { rows: 2, columns: 3 };
	const photo = { width: 20, height: 14 };
	t.deepEqual(boxOfCut({ seed: 5, foreground }, grid, 8, photo), { x: 8, y: 8, width: 12, height: 6 });
	t.deepEqual(boxOfCut({ seed: 0, foreground }, grid, 8, photo), { x: 0, y: 0, width: 8, height: 8 });
});

test('the IoU of boxes, counted by hand', (t) => {
	const box = { x: 0, y: 0, width: 4, height: 2 };
	t.is(boxIou(box, box), 1);
	t.is(boxIou(box, { x: 2, y: 1, width: 4, height: 2 }), 2 / 14);
	t.is(boxIou(box, { x: 4, y: 0, width: 4, height: 2 }), 0);
	t.is(boxIou(box, { x: 5, y: 3, width: 4, height: 2 }), 0);
});

test('the object that fits best counts, and half is enough', (t) => {
	const image = { width: 10, height: 10, pixels: new Uint8Array(300) };
	const mask = (left: number) => draw(image, (x, y) => x >= left && x < left + 4 && y < 2);
	const objects = [objectOf('1', 'cat', mask(0)), objectOf('2', 'cat', mask(5))];
	const photo = { path: 'a.jpg', name: 'a.jpg', epoch: 0, position: 0, image, objects };
	const record = measureBox({ ...photo, box: { x: 5, y: 0, width: 4, height: 4 } });
	t.is(record.iou, 0.5);
	t.is(record.whole, 0.08);
	const metrics = summariseDiscovery([record, { ...record, iou: 0.49, whole: 0.5 }], mulberry32(0), 20);
	t.deepEqual([metrics.corLoc!.value, metrics.corLocWhole!.value], [0.5, 0.5]);
	near(t, metrics.boxIoU!.value!, 0.495);
	t.throws(() => summariseDiscovery([], mulberry32(0)), { message: /No photo has an object/ });
});
