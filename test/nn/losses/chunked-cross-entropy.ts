import test from 'ava';
import { record } from '../../../src/nn/graph/recorder.js';
import {
	chunkedCrossEntropy,
	referenceChunkedCrossEntropy,
} from '../../../src/nn/losses/chunked-cross-entropy.js';
import { rawBackend } from '../../../src/nn/tf/binding.js';
import { type Tensor, type Tensor2D, tf } from '../../../src/nn/tf/tf.js';
import { useBackend } from '../../support/backend.js';
import { leaked } from '../../support/golden.js';
import { assertSame, drawn } from '../../support/gradients.js';

test.before(useBackend);

const [rows, classes, width] = [10, 300, 4];
const matrix = (seed: number, ...shape: [number, number]) => drawn(seed, ...shape) as Tensor2D;
const target = () => tf.softmax(tf.mul(drawn(1, rows, classes), 4)) as Tensor2D;
const inputs = () => [matrix(2, rows, width), matrix(3, classes, width)];
const shares = () => tf.abs(matrix(4, rows, 1));

for (const rowsAtOnce of [1, 4, 10, undefined]) {
	test.serial(`equals its plain form, gradients too, ${rowsAtOnce ?? 'any number of'} rows at once`, (t) => {
		const [teacher, counted] = [target(), shares()];
		assertSame(
			t,
			(x, table) => chunkedCrossEntropy(teacher, x as Tensor2D, table as Tensor2D, counted, 0.1, rowsAtOnce),
			(x, table) => referenceChunkedCrossEntropy(teacher, x as Tensor2D, table as Tensor2D, counted, 0.1),
			inputs(),
		);
	});
}

test.serial('there are never more logits than of the rows at once', async (t) => {
	const [teacher, counted, [x, table]] = [target(), shares(), inputs()];
	const bytesOf = async (loss: (x: Tensor, table: Tensor) => Tensor) => {
		const before = tf.memory().numBytes;
		const { peakBytes } = await tf.profile(() => tf.grads(loss)([x!, table!]));
		return peakBytes - before;
	};
	const all = 4 * rows * classes;
	const some = await bytesOf((a, b) =>
		chunkedCrossEntropy(teacher, a as Tensor2D, b as Tensor2D, counted, 0.1, 1),
	);
	const plain = await bytesOf((a, b) =>
		referenceChunkedCrossEntropy(teacher, a as Tensor2D, b as Tensor2D, counted, 0.1),
	);
	const gradients = 4 * width * (rows + classes);
	t.true(some < 4 * gradients + all / 2, `${some}`);
	t.true(plain > 3 * all, `${plain}`);
});

test.serial('in a graph, rows wait for those before them', (t) => {
	const backend = rawBackend();
	if (!backend) return t.pass('nothing is recorded');
	const given = [target(), ...inputs(), shares()] as Tensor2D[];
	const [teacher, x, table, counted] = given as [Tensor2D, Tensor2D, Tensor2D, Tensor2D];
	const { nodes } = record(backend, given, () =>
		tf.grads((a, b) => chunkedCrossEntropy(teacher, a as Tensor2D, b as Tensor2D, counted, 0.1, 4))([
			x,
			table,
		]),
	);
	const waiting = nodes.filter((node) => node.inputs.some((input) => input.startsWith('^')));
	t.is(waiting.length, 3);
	const [, second, third] = waiting.map((node) => node.inputs.find((input) => input.startsWith('^')));
	t.not(second, third);
	return undefined;
});

test.serial('leaves no tensor behind', async (t) => {
	const [teacher, counted, [x, table]] = [target(), shares(), inputs()];
	const loss = (a: Tensor, b: Tensor) =>
		chunkedCrossEntropy(teacher, a as Tensor2D, b as Tensor2D, counted, 0.1, 4);
	t.is(await leaked(() => tf.dispose(tf.grads(loss)([x!, table!]))), 0);
	t.is(await leaked(() => loss(x!, table!).dispose()), 0);
});
