import test from 'ava';
import { networkFor } from '../../src/nn/losses/objective.js';
import { Training } from '../../src/nn/step/training.js';
import { tf } from '../../src/nn/tf/tf.js';
import { vitConfig } from '../../src/nn/vit/config.js';
import { patchify, unpatchify } from '../../src/nn/vit/patches.js';
import { reconstructionPicture } from '../../src/pictures/reconstruction-picture.js';
import { pixelAt } from '../draw/_canvas.js';
import { shownPhotos } from '../stages/_shown-photos.js';
import { objective } from '../stages/_tiny-training.js';
import { useBackend } from '../support/backend.js';

test.before(useBackend);

const vit = vitConfig('micro', { patch: 8, imageSize: 16 });
const length = { steps: 4, stepsPerEpoch: 2, batchSize: 2 };

test('images are put together again from their patches', (t) => {
	tf.tidy(() => {
		const images = tf.randomNormal([2, 24, 16, 3], 0, 1, 'float32', 1);
		const again = unpatchify(patchify(images, 8), { rows: 3, columns: 2 }, 8);
		t.deepEqual(again.dataSync(), images.dataSync());
	});
});

test('shows what the student sees, what its pixel head makes of it, and the original', (t) => {
	using training = new Training(networkFor(vit, objective), length, 0);
	// A head that gives the same for all pixels: (x / 255 − mean) / deviation = 0 is the mean colour.
	for (const name of ['pixel_head.pixels.weight', 'pixel_head.pixels.bias']) {
		const { [name]: x, ...rest } = training.student;
		training.student = { ...rest, [name]: tf.zerosLike(x!) };
		x!.dispose();
	}
	const before = tf.memory().numTensors;
	const picture = reconstructionPicture(training, shownPhotos(2))!;
	t.is(tf.memory().numTensors, before);
	const side = 16 * 12; // 192 px
	t.is(picture.width, 8 + 3 * (side + 8));
	const mean = [124, 116, 104];
	t.deepEqual(pixelAt(picture, 8 + side + 8 + 96, 60 + 96), mean, 'rebuilt');
	t.deepEqual(pixelAt(picture, 8 + 96, 60 + 150), mean, 'the lower half is hidden from the student');
	t.notDeepEqual(pixelAt(picture, 8 + 2 * (side + 8) + 96, 60 + 150), mean, 'the original');
});

test('there is none where nothing is reconstructed', (t) => {
	using training = new Training({ vit }, length, 0);
	t.is(reconstructionPicture(training, shownPhotos(1)), undefined);
});
