import test from 'ava';
import { tf } from '../../../src/nn/tf/tf.js';
import { bicubicMatrix, resizePositions, sincosPositions } from '../../../src/nn/vit/position.js';
import { useBackend } from '../../support/backend.js';
import { agrees } from '../../support/fidelity.js';
import { drawn, relativeError } from '../../support/gradients.js';
import { vitGolden } from '../../support/vit-golden.js';

test.before(async () => void (await useBackend()));

for (const {
	resize,
	grid: [rows, columns],
	table,
} of vitGolden.positions) {
	test(`${resize}: 5×5 positions on ${rows}×${columns} patches, as PyTorch`, (t) => {
		const learned = tf.concat([drawn(1, 1, 1, 2), drawn(2, 1, 25, 2)], 1);
		const resized = resizePositions(learned, { rows, columns }, resize);
		t.deepEqual(resized.shape, [1, 1 + rows * columns, 2]);
		agrees(t, 'positions', relativeError(resized.dataSync(), table));
	});
}

test('the weights of a sample sum to 1', (t) => {
	for (const resize of ['bicubic', 'bicubic-offset', 'bicubic-antialias'] as const) {
		const matrix = bicubicMatrix(14, 32, resize);
		for (let row = 0; row < 32; row++) {
			const sum = matrix.subarray(14 * row, 14 * row + 14).reduce((total, weight) => total + weight);
			t.true(Math.abs(sum - 1) < 1e-12);
		}
	}
});

test('the table receives a gradient, CLS too', (t) => {
	const gradient = tf.grad((table) => tf.sum(resizePositions(table, { rows: 3, columns: 6 })))(
		drawn(1, 1, 17, 2),
	);
	t.deepEqual(gradient.shape, [1, 17, 2]);
	const total = tf.sum(gradient, [0, 1]).dataSync();
	total.forEach((sum) => void t.true(Math.abs(sum - 19) < 1e-4)); // every new token hands on a weight of 1
});

test("MoCo v3's fixed table", (t) => {
	agrees(t, 'sincos', relativeError(sincosPositions(8, 3), vitGolden.sincos));
	// Of patch (1, 2) by hand: sin and cos of 1, 1/10, then of 2, 2/10.
	const row = sincosPositions(8, 3, 100).subarray(8 * 6, 8 * 7);
	const waves = [Math.sin, Math.cos];
	const byHand = [1, 2].flatMap((place) => waves.flatMap((wave) => [wave(place), wave(place / 10)]));
	t.true(relativeError(row, byHand) < 1e-6);
	t.throws(() => sincosPositions(6, 3), { message: /multiple of 4, got `6`/ });
});
