import test from 'ava';
import { tf } from '../../src/nn/tf/tf.js';
import { timeOperations } from '../../src/profile/time-operations.js';
import { useBackend } from '../support/backend.js';

test.before(useBackend);

test.serial('tells of each operation with the time it took, and changes no result', (t) => {
	const calls: { name: string; start: number; end: number }[] = [];
	const work = () =>
		tf.tidy(() =>
			tf
				.matMul(tf.ones([300, 300]), tf.fill([300, 300], 2))
				.dataSync()
				.slice(0, 3),
		);
	const plain = work();
	const before = performance.now();
	{
		using _ = timeOperations((name, start, end) => calls.push({ name, start, end }));
		t.deepEqual(work(), plain);
	}
	const whole = performance.now() - before;
	t.is(calls.filter(({ name }) => /MatMul/.test(name)).length, 1, calls.map(({ name }) => name).join());
	let last = before;
	for (const { start, end } of calls) {
		t.true(start >= last && end >= start, 'one after the other, so that times add up');
		last = end;
	}

	t.true(last - before <= whole);
	const count = calls.length;
	work();
	t.is(calls.length, count, 'nothing is timed any more');
});

test.serial('an operation that fails is told of too, and fails as it did', (t) => {
	const names: string[] = [];
	using _ = timeOperations((name) => names.push(name));
	const misfit = () => tf.engine().runKernel('NoSuchKernel', {});
	t.throws(misfit, { message: /NoSuchKernel/ });
	const x = tf.tensor1d([1, 4]);
	const y = tf.sqrt(x);
	t.deepEqual([...y.dataSync()], [1, 2]);
	t.true(names.some((name) => /Sqrt/.test(name)));
	tf.dispose([x, y]);
});
