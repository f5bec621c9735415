/** Lines on the photos and the length of a pretraining, for the user to read before the first step. */
import type { PartedPhotos } from '../../src/health/hold-out.js';
import { formatCount } from '../../src/math/format-count.js';
import { type TrainingLength, warmUpOf } from '../../src/nn/optimiser/optimisation.js';
import type { PretrainOptions } from './options.js';

/** Describes the photos of a run, such as `Found 200 photos in few: 180 to train on, 20 held out`. */
export function describePhotos(
	files: PretrainOptions['data']['files'],
	{ trained, heldOut, isUnseen }: PartedPhotos,
	duplicates: number,
): string {
	const all = trained.length + duplicates + (isUnseen ? heldOut.length : 0);
	const parts = [
		`${trained.length} to train on`,
		...(heldOut.length > 0 ? [`${heldOut.length} ${isUnseen ? 'held out' : 'of them probed too'}`] : []),
		...(duplicates > 0 ? [`${formatCount(duplicates, 'near duplicate')} left out`] : []),
	];
	return `Found ${formatCount(all, 'photo')} in ${[files].flat().join(', ')}: ${parts.join(', ')}`;
}

/**
 * Refuses a batch that holds the same photo several times, where the contrast would push a photo away from itself.
 *
 * @param found what was found, as by `describePhotos`
 * @throws {RangeError} when there are fewer photos to train on than a batch takes
 */
export function requireBatch(found: string, photos: number, batchSize: number): void {
	if (photos >= batchSize) return;
	const smaller = photos > 1 ? `, or set \`batchSize=${photos}\` or less` : '';
	throw new RangeError(
		`${found}. That is less than a batch of ${batchSize}: check that \`data.files\` matches all your photos, ` +
			`add more${smaller}`,
	);
}

/** Describes the steps of a run, and a warm-up that had to be shortened. */
export function describeLength(length: TrainingLength, options: PretrainOptions): string[] {
	const { steps, stepsPerEpoch, batchSize } = length;
	const epochs = Number((steps / stepsPerEpoch).toPrecision(3));
	const warmUp = warmUpOf(length, options.optimiser);
	return [
		`${formatCount(steps, 'step')} of ${batchSize} photos, ${formatCount(epochs, 'epoch')}`,
		...(warmUp.steps < warmUp.wanted
			? [
					`The warm-up of ${formatCount(warmUp.wanted, 'step')} would outlast the run, so it takes ${warmUp.steps} ` +
						`(\`optimiser.warmUpSteps=${warmUp.steps}\`)`,
				]
			: []),
	];
}
