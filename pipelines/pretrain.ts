/**
 * MMC: masked image modelling, momentum self-distillation and global contrast in one pretraining of a vision
 * transformer. A reconstruction of arXiv 2308.11448, whose constants are not public: the defaults are those of its
 * closest published relatives, SiT and MC-SSL (docs/method.md). The relatives themselves, and iBOT, DINO and MoCo v3,
 * are recipes: other settings of the same stages.
 *
 *   mmc run pretrain --set data.files='photos/**\/*.jpg'
 *   mmc run pretrain --set data.files='photos/**\/*.jpg' --set recipe=dino
 *   mmc run pretrain --set data.files='photos/**\/*.jpg' --set preset=laptop
 */
import { imageFiles } from '../src/data/listing/shuffled.js';
import { batch } from '../src/flow/batch.js';
import { from } from '../src/flow/flow.js';
import { takeWhile } from '../src/flow/stage.js';
import { definePipeline } from '../src/run/pipeline.js';
import { augmentViews } from '../stages/input/augment-views.js';
import { decode } from '../stages/input/decode.js';
import { maskPatches } from '../stages/input/mask-patches.js';
import { momentumUpdate } from '../stages/train/momentum-update.js';
import { optimiserStep } from '../stages/train/optimiser-step.js';
import { refuseNonFinite } from '../stages/train/refuse-non-finite.js';
import { studentGradients } from '../stages/train/student-gradients.js';
import { teacherForward } from '../stages/train/teacher-forward.js';
import { saveNetworks, type TrainingResult } from '../stages/watch/save-networks.js';
import { writeGradientHistograms } from '../stages/watch/write-gradient-histograms.js';
import { presets } from './presets/index.js';
import { describeTraining } from './pretrain/describe.js';
import { fitToMachine } from './pretrain/fit.js';
import type { PretrainItems } from './pretrain/items.js';
import { observe } from './pretrain/observe.js';
import { alternatives, mayChange, pretrainOptions } from './pretrain/options.js';
import { pretraining } from './pretrain/resources.js';
import { surveyPhotos } from './pretrain/survey.js';
import { recipes } from './recipes/index.js';

/**
 * Pipeline `pretrain`: MMC pretraining of a vision transformer from unlabelled photos. Its options are
 * `pretrainOptions`, its result is a `TrainingResult`.
 */
export default definePipeline<typeof pretrainOptions, TrainingResult, PretrainItems>({
	name: 'pretrain',
	summary: 'Pretrains a vision transformer from unlabelled photos with MMC.',
	options: pretrainOptions,
	recipes,
	presets,
	alternatives,
	mayChange,
	prepare: fitToMachine,
	survey: surveyPhotos,
	build(options, folder, checkpoint) {
		const { data, views, corruption, model, batchSize, optimiser, distillation, guard } = options;
		const resources = pretraining(options, folder, checkpoint);
		const { photos, training, unfinished, next, ahead, incidents, events, schedule } = resources;

		return (
			from(imageFiles(photos, unfinished, next))
				// Two random views of each photo, and smaller ones. A part of what the student will see is corrupted.
				.via(decode({ orient: true, maxPixels: data.maxPixels, concurrency: ahead }))
				.via(augmentViews(views, { concurrency: ahead }))
				.via(maskPatches(corruption, model.patch))
				.via(batch(batchSize))
				// One batch at a time, as each step changes the networks that the next one needs.
				.lockstep((step) =>
					step
						.via(takeWhile('drop-surplus', unfinished))
						// The teacher sees the clean views: its output is the target.
						.via(teacherForward(training, options))
						// The student sees the corrupted ones: reconstruction, distillation, contrast, and their gradients.
						.via(studentGradients(training, options))
						.via(refuseNonFinite(training, incidents, guard))
						.via(writeGradientHistograms(events, training, schedule))
						// The student follows its gradients; the teacher follows the student.
						.via(optimiserStep(training, optimiser))
						.via(momentumUpdate(training, optimiser, distillation.centreMomentum))
						// From here on nothing changes the networks.
						.through(observe(folder, resources, options)),
				)
				.into(saveNetworks(folder, training, resources))
		);
	},
	isFinished: ({ steps, planned }) => steps >= planned,
	exitCode: ({ looks }) => (looks?.stopped ? stoppedByVerdict : 0),
	describe: describeTraining,
});

/** The exit code of a run that ended because of a verdict named in `stopOn`. */
const stoppedByVerdict = 2;
