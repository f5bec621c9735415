import test from 'ava';
import { Training } from '../../src/nn/step/training.js';
import { tf } from '../../src/nn/tf/tf.js';
import { vitConfig } from '../../src/nn/vit/config.js';
import { similarities } from '../../src/pictures/similarity-picture.js';
import { shownPhotos } from '../stages/_shown-photos.js';
import { useBackend } from '../support/backend.js';

test.before(useBackend);

test('shows the teacher, not the student, and is the same whenever it is drawn', (t) => {
	const vit = vitConfig('micro', { patch: 8, imageSize: 16 });
	using training = new Training({ vit }, { steps: 4, stepsPerEpoch: 2, batchSize: 2 }, 0);
	const shown = shownPhotos(3);
	const before = tf.memory().numTensors;
	const { picture, cosines } = similarities(training, shown);
	t.is(tf.memory().numTensors, before);
	t.is(cosines.length, 3 * 4 * 4, 'each of four patches with all four');
	t.true(cosines.every((cosine) => cosine >= -1 - 1e-6 && cosine <= 1 + 1e-6));

	const blank = (weights: typeof training.student) => {
		const zeros = Object.entries(weights).map(([name, x]) => [name, tf.zerosLike(x)] as const);
		tf.dispose(weights);
		return Object.fromEntries(zeros);
	};
	training.student = blank(training.student);
	t.deepEqual(similarities(training, shown).picture, picture);
	training.teacher = blank(training.teacher);
	t.notDeepEqual(similarities(training, shown).picture, picture);
});
