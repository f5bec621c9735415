import { readdirSync, readFileSync, truncateSync } from 'node:fs';
import path from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { openRunFolder } from '../../src/run/folder.js';
import { EventFile, eventFiles, eventFolder } from '../../src/tensorboard/event-file.js';
import { readEvents } from '../../src/tensorboard/read-events.js';
import { folderWith } from '../data/_folder.js';
import { eventsIn } from '../support/events.js';

function writeSteps(run: string, from: number, to: number, loss: number): void {
	const folder = openRunFolder(run, { resume: from > 1 });
	const events = new EventFile(folder, from);
	for (let step = from; step <= to; step++) events.write(step, { scalars: { 'train/loss': loss } });
	folder.close();
}

const losses = (run: string) =>
	eventsIn(path.join(run, eventFolder))
		.filter(({ scalars }) => 'train/loss' in scalars)
		.map(({ step, scalars }) => [step, scalars['train/loss']]);

const runIn = (t: ExecutionContext) => `${folderWith(t, {})}/run`;

test('nothing is written before the first summary', (t) => {
	const run = runIn(t);
	const folder = openRunFolder(run);
	new EventFile(folder, 1);
	t.deepEqual(eventFiles(path.join(run, eventFolder)), []);
});

test('each step is told once, also where a run was killed and went on from an earlier step, twice', (t) => {
	const run = runIn(t);
	writeSteps(run, 1, 5, 1);
	const [file] = eventFiles(path.join(run, eventFolder));
	const whole = readFileSync(path.join(run, eventFolder, file!));
	truncateSync(path.join(run, eventFolder, file!), whole.length - 3); // A crash within step 5.
	t.deepEqual(
		losses(run),
		[1, 2, 3, 4].map((step) => [step, 1]),
	);
	writeSteps(run, 4, 6, 2);
	writeSteps(run, 3, 4, 3);
	t.deepEqual(losses(run), [
		[1, 1],
		[2, 1],
		[3, 3],
		[4, 3],
	]);
	const names = readdirSync(path.join(run, eventFolder));
	t.deepEqual(names.toSorted(), eventFiles(path.join(run, eventFolder)), 'TensorBoard reads by name');
	t.is(names.length, 3);
});

test('a summary that cannot be written is told once, and ends nothing', (t) => {
	const run = path.join(folderWith(t, { 'run/tensorboard': 'a file in the way' }), 'run');
	const told: string[] = [];
	const events = new EventFile(openRunFolder(run, { resume: true }), 1, (line) => told.push(line));
	for (const step of [1, 2, 3]) events.write(step, { scalars: { 'train/loss': 1 } });
	t.is(told.length, 1);
	t.regex(told[0]!, /^Some steps are missing in TensorBoard: ENOTDIR/);
});

test('files are read by the record as at once, up to one that is cut off', async (t) => {
	const run = runIn(t);
	writeSteps(run, 1, 5, 1);
	writeSteps(run, 4, 6, 2);
	const folder = path.join(run, eventFolder);
	t.deepEqual(await readEvents(folder), eventsIn(folder));
	t.is((await readEvents(folder, ({ step }) => step > 4)).length, 2);
	const file = path.join(folder, eventFiles(folder).at(-1)!);
	for (let length = readFileSync(file).length; length >= 0; length -= 7) {
		truncateSync(file, length);
		t.deepEqual(await readEvents(folder), eventsIn(folder), `${length} bytes`);
	}
});
