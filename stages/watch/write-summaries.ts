import type { Image } from '../../src/data/items.js';
import { encodePng } from '../../src/draw/png.js';
import type { Resource } from '../../src/flow/resource.js';
import { type Stage, stage } from '../../src/flow/stage.js';
import type { StepReport } from '../../src/nn/step/step-items.js';
import type { Training } from '../../src/nn/step/training.js';
import type { FixedPhotos } from '../../src/pictures/fixed-photos.js';
import { reconstructionPicture } from '../../src/pictures/reconstruction-picture.js';
import { similarities } from '../../src/pictures/similarity-picture.js';
import { viewPicture } from '../../src/pictures/view-picture.js';
import type { EventFile } from '../../src/tensorboard/event-file.js';
import { histogramOf } from '../../src/tensorboard/histogram.js';
import { scalarsOf } from '../../src/tensorboard/scalars.js';
import type { SummarySchedule } from '../../src/tensorboard/summary-schedule.js';
import { tensorHistograms } from '../../src/tensorboard/tensor-histograms.js';

/**
 * Writes each step to TensorBoard: all its figures and, at intervals, histograms of the student's weights and
 * pictures of a few fixed photos. It comes where the step is complete, in lockstep with what changes the networks.
 *
 * @param shown what pictures are drawn of; none where it has no photos
 */
export function writeSummaries<Report extends StepReport>(
	events: Resource<EventFile>,
	training: Resource<Training>,
	shown: Resource<FixedPhotos>,
	schedule: Resource<SummarySchedule>,
): Stage<Report, Report> {
	return stage(
		'write-summaries',
		() => {
			let hasViews = false;
			/** Pictures are encoded on other threads while training goes on. */
			let writing: Promise<void> = Promise.resolve();

			const draw = (step: number) => {
				const similar = similarities(training.value, shown.value);
				const rebuilt = reconstructionPicture(training.value, shown.value);
				const images = {
					...(!hasViews && { 'pictures/views': viewPicture(shown.value) }),
					...(rebuilt && { 'pictures/reconstruction': rebuilt }),
					'pictures/similarity': similar.picture,
				};
				hasViews = true;
				events.value.write(step, {
					histograms: { 'features/cosinesWithinPhotos': histogramOf(similar.cosines) },
				});
				writing = writing.then(() => writePictures(events.value, step, images));
				writing.catch(() => {}); // Told of where it is waited for.
			};

			return {
				async process(report) {
					const { step } = report;
					events.value.write(step, { scalars: scalarsOf(report) });
					if (schedule.value.isDue(step)) {
						await writing;
						schedule.value.spend(() => {
							const weights = tensorHistograms('weights', training.value.student);
							events.value.write(step, { histograms: weights });
							if (shown.value.photos.length > 0) draw(step);
						});
					}

					return [report];
				},
				async flush() {
					await writing;
					return [];
				},
				async close() {
					await writing.catch(() => {}); // The folder is closed next.
				},
			};
		},
		{ types: 'StepReport → StepReport', uses: [events, training, shown, schedule] },
	);
}

async function writePictures(
	events: EventFile,
	step: number,
	images: Readonly<Record<string, Image>>,
): Promise<void> {
	const encode = async ([tag, image]: [string, Image]) => {
		const { width, height } = image;
		return [tag, { width, height, bytes: await encodePng(image) }] as const;
	};
	const pictures = Object.fromEntries(await Promise.all(Object.entries(images).map(encode)));
	events.write(step, { pictures });
}
