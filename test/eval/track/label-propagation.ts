import test from 'ava';
import { unitFeatures } from '../../../src/eval/features/similarity.js';
import { type LabelledFrame, propagateSoftLabels } from '../../../src/eval/track/label-propagation.js';
import { hardLabels, labelsOfMasks, type SoftLabels } from '../../../src/eval/track/soft-labels.js';
import { mulberry32 } from '../../../src/math/random.js';
import { tf } from '../../../src/nn/tf/tf.js';
import { read } from '../../data/_golden.js';
import { near } from '../../math/_near.js';
import { useBackend } from '../../support/backend.js';
import { draw } from '../_drawn.js';

test.before(useBackend);

const grid = { rows: 5, columns: 7 };
const size = { width: 32, height: 24 };
const golden = read('label_propagation.json') as {
	readonly first: number[];
	readonly cases: readonly {
		readonly radius: number;
		readonly neighbours: number;
		readonly temperature: number;
		readonly context: number;
		readonly soft: number[][];
		readonly hard: string[];
	}[];
};

const frames = [1, 2, 3, 4].map((seed) => {
	const random = mulberry32(seed);
	return unitFeatures(
		Array.from({ length: 5 * 7 * 6 }, () => random() * 2 - 1),
		grid,
	);
});

const masks = [
	draw(size, (x, y) => (x - 10) ** 2 + (y - 9) ** 2 <= 36),
	draw(size, (x, y) => x >= 12 && x < 26 && y >= 5 && y < 14),
];

const flat = (labels: SoftLabels) => labels.flatMap((map) => [...map]);

test('the labels of masks are those at the patches’ centres, as Pillow resizes', (t) => {
	t.deepEqual(flat(labelsOfMasks(masks, size, grid)), golden.first);
});

for (const [i, { soft, hard, context, ...rule }] of golden.cases.entries()) {
	test(`three frames of case ${i} agree with whole matrices in float64`, (t) => {
		const known: LabelledFrame[] = [{ features: frames[0]!, labels: labelsOfMasks(masks, size, grid) }];
		for (const [f, features] of frames.slice(1).entries()) {
			const labels = propagateSoftLabels(features, [known[0]!, ...known.slice(1).slice(-context)], rule);
			near(t, flat(labels), soft[f]!, `frame ${f}`, 1e-5);
			const oracle = [0, 1, 2].map((l) => Float64Array.from(soft[f]!.slice(l * 35, (l + 1) * 35)));
			const numbers = hardLabels(oracle, grid, 4, size);
			// 9 stands for a tie.
			t.is(numbers.map((label, i) => (hard[f]![i] === '9' ? 9 : label)).join(''), hard[f]!);
			known.push({ features, labels });
		}
	});
}

test('neighbours are weighted by exp(cos / temperature), within the radius only', (t) => {
	const row = { rows: 1, columns: 3 };
	const source = unitFeatures([1, 0, 0.6, 0.8, 1, 0], row);
	const labels = [Float64Array.of(1, 0, 0), Float64Array.of(0, 1, 1)];
	const target = unitFeatures([1, 0, 1, 0, 1, 0], row);
	const rule = { neighbours: 2, radius: 1, temperature: 0.4 };
	const [background] = propagateSoftLabels(target, [{ features: source, labels }], rule);
	// Patch 0 sees cosines 1 and 0.6, patch 1 the two of 1, patch 2 the last two.
	near(t, background!, [1 / (1 + Math.exp(-1)), 0.5, 0], 'background', 1e-6);
});

test('fewer patches than neighbours, a small temperature, and no tensor left', (t) => {
	const one = { rows: 1, columns: 1 };
	const frame = { features: unitFeatures([3], one), labels: [Float64Array.of(0.25), Float64Array.of(0.75)] };
	const before = tf.memory().numTensors;
	const rule = { neighbours: 5, radius: 0, temperature: 1e-4 };
	t.deepEqual(flat(propagateSoftLabels(frame.features, [frame], rule)), [0.25, 0.75]);
	t.is(tf.memory().numTensors, before);
});
