import type { Image } from '../data/items.js';
import { denormalise } from '../data/resampling/normalise.js';
import { type ViewArrays, viewArrays } from '../data/views/view-arrays.js';
import { contactSheet } from '../draw/contact-sheet.js';
import { magnify } from '../draw/scale.js';
import { describeCorruption, magnification, seenViews, shownToStudent } from '../draw/view-row.js';
import { pixelHead } from '../nn/heads/pixel.js';
import type { Training } from '../nn/step/training.js';
import { tf } from '../nn/tf/tf.js';
import { gridOf, maskedPatches, unpatchify } from '../nn/vit/patches.js';
import { forwardVit } from '../nn/vit/vit.js';
import type { FixedPhotos } from './fixed-photos.js';

const columns = ['student sees', 'student rebuilds', 'original'];

/**
 * Draws the student's reconstruction of each photo's first view by its pixel head; `undefined` without a pixel head.
 */
export function reconstructionPicture(training: Training, { views }: FixedPhotos): Image | undefined {
	if (!training.config.pixelHead) return undefined;

	const { width, height } = views[0]!.views[0];
	const times = magnification(width);
	const pixels = rebuild(training, viewArrays(views), views.length, [height, width]);
	const seen = seenViews(views);
	const rows = views.map(({ corruptions: [corruption] }, index) => {
		const [{ clean, corrupted }] = seen(index) as [ReturnType<typeof seen>[0]];
		const own = pixels.subarray(index * clean.pixels.length, (index + 1) * clean.pixels.length);
		const rebuilt = { width, height, pixels: denormalise(own) };
		return [
			{
				caption: describeCorruption(corruption),
				image: magnify(shownToStudent(corrupted, corruption), times),
			},
			{ caption: '', image: magnify(rebuilt, times) },
			{ caption: '', image: magnify(clean, times) },
		];
	});
	return contactSheet({ columns, rows });
}

/** The first `count` views, count × H × W × 3, in normalised colours. */
function rebuild(
	{ config, student }: Training,
	{ corrupted, mask }: ViewArrays,
	count: number,
	[height, width]: readonly [number, number],
): Float32Array {
	const { vit, maskToken } = config;
	return tf.tidy(() => {
		const size = count * height * width;
		const images = tf.tensor4d(corrupted.subarray(0, 3 * size), [count, height, width, 3]);
		const hidden = tf.tensor4d(mask.subarray(0, size), [count, height, width, 1]);
		const masked = maskToken ? maskedPatches(hidden, vit.patch) : undefined;
		const { patches } = forwardVit(vit, student, images, { masked });
		return unpatchify(
			pixelHead(student, patches),
			gridOf(images, vit.patch),
			vit.patch,
		).dataSync<'float32'>();
	});
}
