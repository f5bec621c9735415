import { readFileSync } from 'node:fs';
import test from 'ava';
import { resource } from '../../../src/flow/resource.js';
import { openRunFolder } from '../../../src/run/folder.js';
import { EventFile, eventFiles, eventFolder } from '../../../src/tensorboard/event-file.js';
import { summaryOptions } from '../../../src/tensorboard/summary-options.js';
import { SummarySchedule } from '../../../src/tensorboard/summary-schedule.js';
import { studentGradients } from '../../../stages/train/student-gradients.js';
import { teacherForward } from '../../../stages/train/teacher-forward.js';
import { writeGradientHistograms } from '../../../stages/watch/write-gradient-histograms.js';
import { folderWith } from '../../data/_folder.js';
import { useBackend } from '../../support/backend.js';
import { stageContract } from '../../support/stage-contract.js';
import { batches, objective, training } from '../_tiny-training.js';

test.before(useBackend);

test.serial('tells of each gradient by name, and meets the contract of stages', async (t) => {
	const folder = openRunFolder(`${folderWith(t, {})}/run`);
	t.teardown(() => folder.close());
	const events = resource('events', () => new EventFile(folder, 1));
	const schedule = resource('schedule', () => new SummarySchedule(4, summaryOptions.parse({})));
	const input = batches(2)
		.via(teacherForward(training, objective))
		.via(studentGradients(training, { ...objective, optimiser: { dropPath: 0 } }));
	const stage = writeGradientHistograms(events, training, schedule);
	await stageContract(t, { stage, input, ordered: true });

	const [file] = eventFiles(folder.path(eventFolder));
	const text = readFileSync(folder.path(`${eventFolder}/${file}`), 'latin1');
	for (const name of ['blocks.0.attn.qkv.weight', 'pixel_head.pixels.bias']) {
		t.true(text.includes(`gradients/${name}`), name);
	}
});
