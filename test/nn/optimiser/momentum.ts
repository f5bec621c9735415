import test from 'ava';
import { updateTeacher } from '../../../src/nn/optimiser/momentum.js';
import { tf } from '../../../src/nn/tf/tf.js';
import { useBackend } from '../../support/backend.js';
import { leaked } from '../../support/golden.js';
import { drawn, relativeError } from '../../support/gradients.js';

test.before(useBackend);

test('a teacher that agrees with its student stays the same to the last bit', (t) => {
	const student = { weight: drawn(1, 100) };
	let teacher = { weight: tf.clone(student.weight) } as Readonly<Record<string, tf.Tensor>>;
	for (let step = 0; step < 100; step++) teacher = updateTeacher(teacher, student, 0.9963);
	t.deepEqual(teacher.weight!.dataSync(), student.weight.dataSync());
});

test('moves by 1 − momentum towards the student, leaving out what it has not', (t) => {
	const student = { a: tf.tensor1d([1, 2]), pixels: tf.tensor1d([3]) };
	const teacher = updateTeacher({ a: tf.tensor1d([0, 4]) }, student, 0.75);
	t.deepEqual(Object.keys(teacher), ['a']);
	t.true(relativeError(teacher.a!.dataSync(), [0.25, 3.5]) < 1e-6);
});

test('a momentum of 0 copies the student', (t) => {
	const student = { a: drawn(1, 9) };
	t.true(
		relativeError(updateTeacher({ a: drawn(2, 9) }, student, 0).a!.dataSync(), student.a.dataSync()) < 1e-6,
	);
});

test('disposes the old teacher and nothing else', async (t) => {
	const student = { a: drawn(1, 9) };
	const teacher = { a: drawn(2, 9) };
	t.is(await leaked(() => updateTeacher(teacher, student, 0.5)), 0);
	t.true(teacher.a.isDisposed);
	t.false(student.a.isDisposed);
});
