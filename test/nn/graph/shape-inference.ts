import test from 'ava';
import { GraphFunction } from '../../../src/nn/graph/graph-function.js';
import { outsideGraph, record } from '../../../src/nn/graph/recorder.js';
import { type RawBackend, rawBackend } from '../../../src/nn/tf/binding.js';
import { type Tensor, type Tensor2D, tf } from '../../../src/nn/tf/tf.js';
import { useBackend } from '../../support/backend.js';
import { drawn } from '../../support/gradients.js';

test.before(useBackend);

/** What `compute` has TensorFlow do while it is recorded: operations, and tensors that are there at most and at last. */
function watch(backend: RawBackend, inputs: Tensor[], compute: () => Tensor[]) {
	const { binding } = backend;
	const ran: string[] = [];
	const alive = new Set<number>();
	let most = 0;
	const made = (id: number) => {
		alive.add(id);
		most = Math.max(most, alive.size);
	};
	const overheard: typeof binding = Object.create(binding, {
		executeOp: {
			value: ((op, attributes, ids, outputs) => {
				ran.push(op);
				const results = binding.executeOp(op, attributes, ids, outputs);
				for (const { id } of results) made(id);
				return results;
			}) satisfies typeof binding.executeOp,
		},
		createTensor: {
			value: ((...given) => {
				const id = binding.createTensor(...given);
				made(id);
				return id;
			}) satisfies typeof binding.createTensor,
		},
		deleteTensor: {
			value: (id: number) => {
				alive.delete(id);
				binding.deleteTensor(id);
			},
		},
	});
	backend.getInputTensorIds(inputs); // Uploads them.
	backend.binding = overheard;
	try {
		const { nodes } = record(backend, inputs, compute);
		return { ran, nodes, most, left: alive.size };
	} finally {
		backend.binding = binding;
	}
}

const products = (x: Tensor, count: number) => {
	let y = x as Tensor2D;
	for (let i = 0; i < count; i++) y = tf.relu(tf.matMul(y, x as Tensor2D));
	return y;
};

test.serial('of operations that are alike one runs, and none of their results stays', (t) => {
	const backend = rawBackend();
	if (!backend) return t.pass('nothing is recorded');
	const x = drawn(1, 8, 8);
	const [few, many] = [2, 20].map((count) => watch(backend, [x], () => [products(x, count)]));
	t.is(many!.nodes.length - few!.nodes.length, 2 * 18);
	t.deepEqual(many!.ran, few!.ran);
	t.is(many!.ran.filter((op) => op === 'BatchMatMulV2').length, 1);
	t.true(many!.most <= 6, `${many!.most}`);
	t.is(many!.left, 0);
	x.dispose();
	return undefined;
});

test.serial('operations that differ in what says the shape are not alike', (t) => {
	const backend = rawBackend();
	if (!backend) return t.pass('nothing is recorded');
	const x = drawn(1, 4, 6);
	const shapes: number[][] = [];
	record(backend, [x], () => {
		const y = tf.add(x, 1);
		const made = [tf.reshape(y, [3, 8]), tf.reshape(y, [8, 3]), tf.sum(y, 0), tf.sum(y, 1)];
		shapes.push(...made.map(({ shape }) => shape));
		return made;
	});
	t.deepEqual(shapes, [[3, 8], [8, 3], [6], [4]]);
	x.dispose();
	return undefined;
});

test.serial('a computation that asks for numbers is told of, and leaves nothing', (t) => {
	if (!rawBackend()) return t.pass('nothing is recorded');
	const given = { x: { a: drawn(1, 4) } };
	const before = tf.memory().numTensors;
	using graph = new GraphFunction(({ x }: typeof given) => {
		const doubled = tf.mul(x.a, 2);
		return { y: { sum: tf.add(doubled, doubled.dataSync()[0]!) } };
	});
	t.throws(() => graph.run(given), { message: /asks for the numbers of a tensor/ });
	t.is(tf.memory().numTensors, before);
	t.deepEqual(Array.from(tf.tidy(() => tf.add(given.x.a, 1).dataSync())).length, 4);
	tf.dispose(given);
	return undefined;
});

test.serial('but not of what the machine is asked outside of the graph', (t) => {
	const given = { x: { a: tf.ones([2]) } };
	using graph = new GraphFunction(({ x }: typeof given) => {
		const asked = outsideGraph(() => tf.tidy(() => tf.add(tf.scalar(2), 3).dataSync()[0]!));
		return { y: { sum: tf.add(x.a, asked) } };
	});
	const results = graph.run(given);
	t.deepEqual(Array.from(results.y.sum.dataSync()), [6, 6]);
	tf.dispose([given, results]);
});
