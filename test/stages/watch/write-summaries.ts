import test, { type ExecutionContext } from 'ava';
import sharp from 'sharp';
import { from } from '../../../src/flow/flow.js';
import { resource } from '../../../src/flow/resource.js';
import { toArray } from '../../../src/flow/sink.js';
import type { StepReport } from '../../../src/nn/step/step-items.js';
import { openRunFolder } from '../../../src/run/folder.js';
import { EventFile, eventFolder } from '../../../src/tensorboard/event-file.js';
import { summaryOptions } from '../../../src/tensorboard/summary-options.js';
import { SummarySchedule } from '../../../src/tensorboard/summary-schedule.js';
import { writeSummaries } from '../../../stages/watch/write-summaries.js';
import { folderWith } from '../../data/_folder.js';
import { useBackend } from '../../support/backend.js';
import { eventsIn } from '../../support/events.js';
import { stageContract } from '../../support/stage-contract.js';
import { shownPhotos } from '../_shown-photos.js';
import { someReports, training } from '../_tiny-training.js';

test.before(useBackend);

function stageIn(t: ExecutionContext, given: object) {
	const folder = openRunFolder(`${folderWith(t, {})}/run`);
	t.teardown(() => folder.close());
	const options = summaryOptions.parse(given);
	const schedule = resource('schedule', () => new SummarySchedule(4, options));
	const events = resource('events', () => new EventFile(folder, 1));
	const shown = resource('shown', () => shownPhotos(options.photos));
	const input = (reports: readonly StepReport[]) => from(() => reports);
	const stage = writeSummaries<StepReport>(events, training, shown, schedule);
	return { stage, input, read: () => eventsIn(folder.path(eventFolder)) };
}

test.serial('meets the contract of stages', async (t) => {
	const { stage, input } = stageIn(t, { everySteps: 2, photos: 1 });
	await stageContract(t, { stage, input: input(someReports(3)), ordered: true });
});

test.serial('figures of every step, pictures of the first, the last and some between', async (t) => {
	const { stage, input, read } = stageIn(t, { everySteps: 3, photos: 2 });
	const reports = someReports(4);
	await input(reports).via(stage).into(toArray()).run();
	const events = read();
	const { step, gradientNorms, ...figures } = reports[3]!;
	const tagged = (group: string, values: object) =>
		Object.entries(values).map(([name, value]) => [`${group}/${name}`, value] as const);
	const last = events.filter((event) => event.step === step && 'train/loss' in event.scalars);
	t.deepEqual(
		last.map(({ scalars }) => scalars),
		[Object.fromEntries([...tagged('train', figures), ...tagged('gradientNorms', gradientNorms)])],
	);
	const drawn = events
		.map((event) => [event.step, ...Object.keys(event.pictures)])
		.filter((row) => row.length > 1);
	const each = ['pictures/reconstruction', 'pictures/similarity'];
	t.deepEqual(drawn, [
		[1, 'pictures/views', ...each],
		[3, ...each],
		[4, ...each],
	]);
	for (const { pictures } of events) {
		for (const { width, height, bytes } of Object.values(pictures)) {
			t.like(await sharp(bytes).metadata(), { format: 'png', width, height });
		}
	}
});

test.serial('the same pictures in each run', async (t) => {
	const draw = async () => {
		const { stage, input, read } = stageIn(t, { photos: 2 });
		await input(someReports(1)).via(stage).into(toArray()).run({ seed: 3 });
		return read().flatMap(({ pictures }) => Object.values(pictures).map(({ bytes }) => Buffer.from(bytes)));
	};
	const [first, again] = [await draw(), await draw()];
	t.is(first.length, 3);
	t.true(first.every((bytes, i) => bytes.equals(again[i]!)));
});

test.serial('without photos there are no pictures', async (t) => {
	const { stage, input, read } = stageIn(t, { photos: 0 });
	await input(someReports(2)).via(stage).into(toArray()).run();
	t.true(read().every(({ pictures }) => Object.keys(pictures).length === 0));
	t.is(read().filter(({ scalars }) => 'train/loss' in scalars).length, 2);
});
