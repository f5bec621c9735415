import test from 'ava';
import { prototypeUse } from '../../src/health/prototypes.js';
import { tf } from '../../src/nn/tf/tf.js';
import { useBackend } from '../support/backend.js';

test.before(useBackend);

const near = (a: number, b: number) => Math.abs(a - b) < 1e-5;

function use(rows: number[][]) {
	const distributions = tf.tensor2d(rows);
	const found = prototypeUse(distributions);
	distributions.dispose();
	return found;
}

test('one prototype for each token: all in use, and all is told', (t) => {
	const { entropy, klToUniform, information, used, perplexity } = use([
		[1, 0, 0],
		[0, 1, 0],
		[0, 0, 1],
	]);
	t.true(near(entropy, 0) && near(klToUniform, Math.log(3)) && near(information, Math.log(3)));
	t.true(near(used, 1) && near(perplexity, 3));
});

test('both collapses tell nothing', (t) => {
	const uniform = use(Array(2).fill([0.25, 0.25, 0.25, 0.25]));
	t.true(near(uniform.information, 0) && near(uniform.klToUniform, 0) && near(uniform.perplexity, 4));
	t.is(uniform.choices, 2);
	const one = use(Array(2).fill([0, 1, 0, 0]));
	t.true(near(one.information, 0) && near(one.entropy, 0) && near(one.perplexity, 1));
	t.is(one.used, 0.5);
});
