import test from 'ava';
import { mulberry32 } from '../../../src/math/random.js';
import { drawBranchFactors } from '../../../src/nn/layers/drop-path.js';
import { addBranch as add } from '../../../src/nn/layers/residual.js';
import { tf } from '../../../src/nn/tf/tf.js';
import { useBackend } from '../../support/backend.js';
import { agrees } from '../../support/fidelity.js';
import { assertSame, drawn, relativeError } from '../../support/gradients.js';
import { vitGolden } from '../../support/vit-golden.js';

test.before(async () => void (await useBackend()));

test('the rate rises linearly with depth, and kept branches make up for dropped ones', (t) => {
	const factors = drawBranchFactors(3, 4000, { rate: 0.2, random: mulberry32(1) });
	t.is(factors.length, 6);
	t.deepEqual(factors.slice(0, 2), [undefined, undefined]);
	const rates = [0.1, 0.1, 0.2, 0.2];
	factors.slice(2).forEach((factor, i) => {
		const values = Array.from(factor!.dataSync());
		const dropped = values.filter((value) => value === 0).length / values.length;
		t.true(Math.abs(dropped - rates[i]!) < 0.02, `${dropped}`);
		t.true(values.every((value) => value === 0 || Math.abs(value - 1 / (1 - rates[i]!)) < 1e-6));
	});
	t.notDeepEqual(factors[4]!.dataSync(), factors[5]!.dataSync());
});

test('a branch is dropped with timm’s probability', (t) => {
	const kept = drawBranchFactors(12, 1, { rate: 0.1, random: () => 0.999 });
	const expected = vitGolden.dropPath.flatMap((p) => [1 / (1 - p), 1 / (1 - p)]);
	const factors = kept.map((factor) => factor?.dataSync()[0] ?? 1);
	agrees(t, 'dropPath', relativeError(factors, expected));
});

test('nothing is drawn where nothing is dropped', (t) => {
	const random = () => t.fail('drew a number') as unknown as number;
	t.deepEqual(drawBranchFactors(1, 8, { rate: 0.5, random }), [undefined, undefined]);
	t.throws(() => drawBranchFactors(2, 8, { rate: 1, random }), {
		message: /`rate` must be in \[0, 1\), got `1`/,
	});
});

test('a branch is added as by multiplication and sum', (t) => {
	const factor = tf.tensor3d([0, 1.25], [2, 1, 1]);
	const inputs = [drawn(1, 2, 3, 4), drawn(2, 2, 3, 4)];
	assertSame(
		t,
		(x, branch) => add(x!, { product: branch! }, factor),
		(x, branch) => tf.add(x!, tf.mul(branch!, factor)),
		inputs,
	);
	assertSame(
		t,
		(x, branch) => add(x!, { product: branch! }),
		(x, branch) => tf.add(x!, branch!),
		inputs,
	);
});
