import test, { type ExecutionContext } from 'ava';
import { contrastHead, contrastHeadShapes, predictorHead } from '../../../src/nn/heads/contrast.js';
import type { HeadShapes } from '../../../src/nn/heads/initialise.js';
import { pixelHead, pixelHeadShapes } from '../../../src/nn/heads/pixel.js';
import { prototypeHead, prototypeHeadShapes } from '../../../src/nn/heads/prototype.js';
import { type Tensor, tf } from '../../../src/nn/tf/tf.js';
import type { Weights } from '../../../src/nn/weights.js';
import { useBackend } from '../../support/backend.js';
import { agrees } from '../../support/fidelity.js';
import type { FormulaName } from '../../support/formulas.js';
import { drawnWeights, golden, leaked } from '../../support/golden.js';
import { drawn, relativeError } from '../../support/gradients.js';

interface Head {
	readonly output: number[];
	readonly input: number[];
	readonly gradients: Record<string, number[]>;
}

type Name =
	| 'contrast'
	| 'contrastOfMoco'
	| 'predictor'
	| 'prototype'
	| 'prototypeOfLength'
	| 'pixel2'
	| 'pixel3';

const expected = golden('heads') as Record<Name, Head>;
const width = 6;

test.before(useBackend);

function assertHead(
	t: ExecutionContext,
	formula: FormulaName,
	head: (weights: Weights, x: Tensor) => Tensor,
	shapes: HeadShapes,
	x: Tensor,
	{ output, input, gradients }: Head,
): void {
	const weights = drawnWeights(shapes);
	const names = Object.keys(shapes);
	t.deepEqual(names, Object.keys(gradients));
	agrees(t, formula, relativeError(head(weights, x).dataSync(), output));

	const sum = (x: Tensor, ...values: Tensor[]) => {
		const y = head(Object.fromEntries(names.map((name, i) => [name, values[i]!])), x);
		return tf.sum(tf.mul(y, drawn(99, ...y.shape))) as tf.Scalar;
	};
	const [inputGradient, ...rest] = tf.grads(sum as (...inputs: Tensor[]) => tf.Scalar)([
		x,
		...Object.values(weights),
	]);
	agrees(t, 'headGradients', relativeError(inputGradient!.dataSync(), input), 'input');
	names.forEach((name, i) => {
		agrees(t, 'headGradients', relativeError(rest[i]!.dataSync(), gradients[name]!), name);
	});
}

test('contrast head: each view with its own batch statistics', (t) => {
	const shapes = contrastHeadShapes(width, { hidden: 8, out: 4 });
	assertHead(
		t,
		'contrastHead',
		(weights, x) => contrastHead(weights, x),
		shapes,
		drawn(50, 10, width),
		expected.contrast,
	);
});

test('contrast head of MoCo v3: ReLU behind its second layer too', (t) => {
	const shapes = contrastHeadShapes(width, { hidden: 8, out: 4 });
	const head = (weights: Weights, x: Tensor) => contrastHead(weights, x, 'relu');
	assertHead(t, 'contrastHead', head, shapes, drawn(50, 10, width), expected.contrastOfMoco);
});

test('predictor of MoCo v3', (t) => {
	const all = contrastHeadShapes(width, { hidden: 8, out: 4, predictor: true });
	const shapes = Object.fromEntries(
		Object.entries(all).filter(([name]) => name.startsWith('predictor_head.')),
	);
	assertHead(t, 'predictorHead', predictorHead, shapes, drawn(50, 10, 4), expected.predictor);
});

test('prototype head: prototypes of learned length', (t) => {
	const sizes = { hidden: 8, bottleneck: 5, prototypes: 9, prototypeLength: 'learned' } as const;
	const head = (weights: Weights, x: Tensor) => prototypeHead(weights, x);
	assertHead(
		t,
		'prototypeHead',
		head,
		prototypeHeadShapes(width, sizes),
		drawn(50, 2, 3, width),
		expected.prototypeOfLength,
	);
});

test('prototype head: class tokens have prototypes of their own where there are such', (t) => {
	const sizes = { hidden: 8, bottleneck: 5, prototypes: 9, ownClassPrototypes: true };
	const weights = drawnWeights(prototypeHeadShapes(width, sizes));
	const tokens = drawn(50, 4, width);
	const swapped = {
		...weights,
		'prototype_head.prototypes.weight': weights['prototype_head.class_prototypes.weight']!,
	};
	t.deepEqual(
		prototypeHead(weights, tokens, 'classes').dataSync(),
		prototypeHead(swapped, tokens).dataSync(),
	);
	t.notDeepEqual(
		prototypeHead(weights, tokens, 'classes').dataSync(),
		prototypeHead(weights, tokens).dataSync(),
	);
});

test('prototype head: cosines with the prototypes', (t) => {
	const shapes = prototypeHeadShapes(width, { hidden: 8, bottleneck: 5, prototypes: 9 });
	assertHead(
		t,
		'prototypeHead',
		(weights, x) => prototypeHead(weights, x),
		shapes,
		drawn(50, 2, 3, width),
		expected.prototype,
	);
});

test('prototype head: class tokens, without an axis for patches, give the same', (t) => {
	const weights = drawnWeights(prototypeHeadShapes(width, { hidden: 8, bottleneck: 5, prototypes: 9 }));
	const patches = drawn(50, 2, 3, width);
	const asClasses = prototypeHead(weights, tf.reshape(patches, [6, width]));
	t.deepEqual(asClasses.shape, [6, 9]);
	t.deepEqual(asClasses.dataSync(), prototypeHead(weights, patches).dataSync());
});

for (const layers of [2, 3] as const) {
	test(`pixel head of ${layers} layers: ends as a transposed convolution`, (t) => {
		const shapes = pixelHeadShapes(width, 2, { layers });
		assertHead(t, 'pixelHead', pixelHead, shapes, drawn(50, 2, 4, width), expected[`pixel${layers}`]);
	});
}

test('heads leave no tensor behind', async (t) => {
	const x = drawn(50, 10, width);
	const weights = drawnWeights(contrastHeadShapes(width, { hidden: 8, out: 4 }));
	t.is(await leaked(() => tf.tidy(() => void contrastHead(weights, x))), 0);
	const gradients = () => tf.grads((x) => tf.sum(contrastHead(weights, x)))([x]);
	t.is(await leaked(() => tf.dispose(gradients())), 0);
});
