import test from 'ava';
import type { PrototypeFactors } from '../../../src/nn/heads/prototype.js';
import { foldRows } from '../../../src/nn/layers/linear.js';
import { sharpen, updateCentre } from '../../../src/nn/losses/centre.js';
import {
	contrastLoss,
	crossViewLoss,
	distillationLoss,
	reconstructionLoss,
} from '../../../src/nn/losses/losses.js';
import { sinkhorn } from '../../../src/nn/losses/sinkhorn.js';
import { type Tensor, tf } from '../../../src/nn/tf/tf.js';
import { useBackend } from '../../support/backend.js';
import { agrees } from '../../support/fidelity.js';
import type { FormulaName } from '../../support/formulas.js';
import { golden, leaked } from '../../support/golden.js';
import { drawn, type Operation, relativeError } from '../../support/gradients.js';

interface Case {
	readonly loss: number;
	readonly gradients: number[][];
}

interface Losses extends Record<'absolute' | 'squared' | 'contrast' | 'distillation', Case> {
	readonly maskedDistillation: Case;
	readonly crossView: Case;
	readonly probabilities: number[];
	readonly centre: number[];
	readonly sinkhorn: number[];
}

const expected = golden('losses') as Losses;

test.before(useBackend);

const near = test.macro(
	(
		t,
		formula: FormulaName,
		loss: (...inputs: Tensor[]) => Tensor,
		make: () => Tensor[],
		name: keyof Losses,
	) => {
		const { loss: value, gradients } = expected[name] as Case;
		const inputs = make();
		const actual = loss(...inputs).dataSync();
		agrees(t, formula, relativeError(actual, [value]));
		const actualGradients = tf.grads(loss as Operation as (...x: Tensor[]) => tf.Scalar)(inputs);
		for (const [i, gradient] of actualGradients.entries()) {
			agrees(t, 'lossGradients', relativeError(gradient.dataSync(), gradients[i]!), `${formula} ${i}`);
		}
	},
);

const selected = () => tf.cast(tf.greater(drawn(3, 2, 3, 12), 0.2), 'float32');

test(
	'reconstruction: mean absolute error of the corrupted pixels',
	near,
	'reconstruction',
	(predicted) => reconstructionLoss(predicted!, drawn(2, 2, 3, 12), selected()),
	() => [drawn(1, 2, 3, 12)],
	'absolute',
);

test(
	'reconstruction: mean squared error of the corrupted pixels',
	near,
	'reconstruction',
	(predicted) => reconstructionLoss(predicted!, drawn(2, 2, 3, 12), selected(), 'squared'),
	() => [drawn(1, 2, 3, 12)],
	'squared',
);

test(
	'contrast',
	near,
	'contrast',
	(queries) => contrastLoss(queries!, drawn(5, 8, 5), 0.2),
	() => [drawn(4, 8, 5)],
	'contrast',
);

/** What has these logits. */
function factorsOf(logits: Tensor): PrototypeFactors {
	return { vectors: foldRows(logits), prototypes: tf.eye(logits.shape.at(-1)!) };
}

const teacher = () => sharpen(drawn(6, 3, 4, 7), drawn(8, 7), 0.05);

test(
	'patch self-distillation over all tokens',
	near,
	'distillation',
	(logits) => distillationLoss(teacher(), factorsOf(logits!), 0.1),
	() => [drawn(7, 3, 4, 7)],
	'distillation',
);

test(
	'patch self-distillation over masked tokens, one image without any',
	near,
	'distillation',
	(logits) =>
		distillationLoss(
			teacher(),
			factorsOf(logits!),
			0.1,
			tf.tensor2d([1, 0, 1, 1, 0, 0, 0, 0, 0, 1, 0, 0], [3, 4]),
		),
	() => [drawn(7, 3, 4, 7)],
	'maskedDistillation',
);

test(
	'class-token self-distillation across views',
	near,
	'crossView',
	(...logits) => {
		const targets = [10, 11].map((seed) => sharpen(drawn(seed, 3, 7), drawn(8, 7), 0.05));
		return crossViewLoss(targets, logits, 0.1);
	},
	() => [20, 21, 22, 23].map((seed) => drawn(seed, 3, 7)),
	'crossView',
);

test('the teacher distribution is centred and sharpened', (t) => {
	agrees(t, 'sharpen', relativeError(teacher().dataSync(), expected.probabilities));
});

test('the centre moves towards the mean of the raw logits', (t) => {
	const centre = drawn(8, 7);
	agrees(t, 'centre', relativeError(updateCentre(centre, drawn(6, 3, 4, 7)).dataSync(), expected.centre));
	t.true(centre.isDisposed);
});

test('Sinkhorn–Knopp', (t) => {
	agrees(t, 'sinkhorn', relativeError(sinkhorn(drawn(9, 6, 5), 0.06).dataSync(), expected.sinkhorn));
});

test('Sinkhorn–Knopp gives every prototype its share in the end', (t) => {
	const shares = sinkhorn(drawn(9, 6, 3), 0.5, 50);
	t.true(relativeError(tf.sum(shares, 0).dataSync(), [2, 2, 2]) < 1e-4);
});

test('Sinkhorn–Knopp gives distributions where exp(logits / temperature) has long underflowed', (t) => {
	const rows = tf.sum(sinkhorn(drawn(9, 6, 3), 0.001), 1).dataSync();
	t.true(relativeError(rows, new Array(6).fill(1)) < 1e-5);
});

test('a uniform student has the distillation loss ln K', (t) => {
	const target = sharpen(drawn(1, 2, 3, 8192), tf.zeros([8192]), 0.04);
	const student = { vectors: tf.zeros<tf.Rank.R2>([6, 1]), prototypes: tf.zeros<tf.Rank.R2>([8192, 1]) };
	const loss = distillationLoss(target, student, 0.1).dataSync()[0]!;
	agrees(t, 'knownValues', Math.abs(loss / Math.log(8192) - 1));
});

test('equal embeddings have the contrast loss 4τ · ln B', (t) => {
	const same = tf.ones([2 * 1024, 3]);
	const loss = contrastLoss(same, same, 0.2).dataSync()[0]!;
	agrees(t, 'knownValues', Math.abs(loss / (4 * 0.2 * Math.log(1024)) - 1));
});

test('a student equal to its teacher has the entropy of the teacher as its loss, and no gradient', (t) => {
	const logits = tf.mul(drawn(1, 2, 5, 16), 3);
	const target = sharpen(logits, tf.zeros([16]), 0.5);
	const entropy = tf.neg(tf.mean(tf.sum(tf.mul(target, tf.log(target)), -1))).dataSync();
	agrees(
		t,
		'knownValues',
		relativeError(distillationLoss(target, factorsOf(logits), 0.5).dataSync(), entropy),
	);
	const [gradient] = tf.grads((x) => distillationLoss(target, factorsOf(x), 0.5) as tf.Scalar)([logits]);
	t.true(tf.max(tf.abs(gradient!)).dataSync()[0]! < 1e-7);
});

test('losses stay finite at extreme logits', (t) => {
	const logits = tf.tensor3d([1e4, -1e4, 0, 0, 1e4, -1e4], [1, 2, 3]);
	const target = sharpen(tf.mul(logits, -1), tf.zeros([3]), 0.04);
	t.true(Number.isFinite(distillationLoss(target, factorsOf(logits), 0.1).dataSync()[0]!));
	t.true(Number.isFinite(contrastLoss(tf.zeros([4, 3]), tf.zeros([4, 3]), 0.2).dataSync()[0]!));
});

test('nothing corrupted is no loss', (t) => {
	t.is(reconstructionLoss(tf.ones([1, 2, 3]), tf.zeros([1, 2, 3]), tf.zeros([1, 2, 3])).dataSync()[0], 0);
});

test('losses and their gradients leave no tensor behind', async (t) => {
	const inputs = [drawn(6, 3, 4, 7), drawn(7, 3, 4, 7), drawn(8, 7)] as const;
	const work = () => {
		const target = sharpen(inputs[0], inputs[2], 0.05);
		const { value, grads } = tf.valueAndGrads(
			(x) => distillationLoss(target, factorsOf(x), 0.1) as tf.Scalar,
		)([inputs[1]]);
		tf.dispose([target, value, grads, sinkhorn(tf.reshape(inputs[0], [-1, 7]), 0.1)]);
	};
	// The reshape above is the one tensor that is the test's own.
	t.is(await leaked(work), 1);
});
