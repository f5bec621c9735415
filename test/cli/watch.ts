import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import test, { type ExecutionContext } from 'ava';
import { watchCommand } from '../../src/cli/watch.js';
import { openRunFolder } from '../../src/run/folder.js';
import { describeProcess } from '../../src/run/process.js';
import { type RunStatus, RunStatusFile, readStatus } from '../../src/run/status.js';
import { folderWith } from '../data/_folder.js';
import { fakeStream } from './_stream.js';

const progress = (done: number) => ({ done, total: 20, unit: 'step', values: { loss: 1 / done } });

function runIn(t: ExecutionContext, canResume = true) {
	const run = path.join(folderWith(t, {}), 'run');
	const begin = () => {
		const status = new RunStatusFile(openRunFolder(run, { resume: true }), {
			pipeline: 'pretrain',
			canResume,
		});
		status.begin(() => {});
		return status;
	};
	const first = new RunStatusFile(openRunFolder(run), { pipeline: 'pretrain', canResume });
	first.begin(() => {});
	return { run, first, begin };
}

function watch(run: string, columns?: number) {
	const stream = fakeStream(columns);
	const code = watchCommand(run, { stream, interval: 5, environment: {} });
	return { stream, code };
}

/** Says what a process would say that is another one, or gone. */
async function pretend(run: string, changes: Partial<RunStatus>): Promise<void> {
	const status = { ...(await readStatus(run)), ...changes };
	openRunFolder(run, { resume: true }).writeUnsynced('status.json', JSON.stringify(status));
}

async function goneProcess(): Promise<number> {
	const child = spawn(process.execPath, ['-e', '']);
	await once(child, 'exit');
	return child.pid!;
}

const until = async (holds: () => boolean) => {
	while (!holds()) await sleep(5);
};

test('a run is followed until it has finished; piped, in plain lines', async (t) => {
	const { run, first } = runIn(t);
	const { stream, code } = watch(run);
	first.update(progress(3));
	await pretend(run, { progress: progress(3), seconds: 3 });
	await until(() => stream.text().includes('3/20'));
	await pretend(run, { progress: progress(13), seconds: 8 });
	await until(() => stream.text().includes('13/20'));
	await pretend(run, { progress: progress(20), seconds: 11, state: 'finished' });
	t.is(await code, 0);
	t.deepEqual(stream.text().trimEnd().split('\n'), [
		'pretrain 3/20 steps 15% loss=0.3333',
		'pretrain 13/20 steps 65% 2 steps/s eta 0:04 loss=0.07692',
		'pretrain 20/20 steps 100% 2.125 steps/s eta 0:00 loss=0.05000',
		`Finished in 0:11; the results are in ${run}`,
	]);
});

test('on a terminal one frame is drawn over the other', async (t) => {
	const { run, first } = runIn(t);
	const { stream, code } = watch(run, 80);
	await pretend(run, { progress: progress(3), seconds: 3 });
	await until(() => stream.text().includes('3/20'));
	await pretend(run, { progress: progress(20), seconds: 65, state: 'finished' });
	await code;
	const screen = stream.screen();
	t.is(screen.filter((line) => line.startsWith('pretrain')).length, 1);
	t.regex(screen.join('\n'), /loss 0\.05000\npretrain {2}━+ {2}20\/20 steps {2}100% {2}1:05/);
	t.truthy(first);
});

test('a run that has ended is shown as it ended, with an exit code', async (t) => {
	const ended = async (changes: Partial<RunStatus>, canResume = true) => {
		const { run } = runIn(t, canResume);
		await pretend(run, { progress: progress(4), ...changes });
		const { stream, code } = watch(run);
		return { code: await code, last: stream.text().replaceAll(run, 'RUN').trimEnd().split('\n').at(-1) };
	};
	const goOn = 'go on by: mmc run pretrain --resume RUN';
	t.deepEqual(await ended({ state: 'stopped' }), {
		code: 75,
		last: `Stopped before its end after 4 steps; ${goOn}`,
	});
	t.deepEqual(await ended({ state: 'failed', message: 'the disk is full' }), {
		code: 1,
		last: 'Failed after 4 steps: the disk is full',
	});
	t.deepEqual(await ended({ pid: await goneProcess() }), {
		code: 1,
		last: `Killed after 4 steps, its process is gone; ${goOn}`,
	});
	t.like(await ended({ start: '1' }), { code: 1 }, 'another process has its number by now');
	t.deepEqual(await ended({ pid: await goneProcess() }, false), {
		code: 1,
		last: 'Killed after 4 steps, its process is gone; run it again',
	});
});

test('where another process goes on from an earlier step, so does the view', async (t) => {
	const { run, first, begin } = runIn(t);
	first.update(progress(9));
	await pretend(run, { ...describeProcess(process.ppid), progress: progress(9), seconds: 100 });
	const { stream, code } = watch(run);
	await until(() => stream.text().includes('9/20'));
	const second = begin();
	await pretend(run, { progress: progress(5), seconds: 2 });
	await until(() => stream.text().includes('5/20'));
	second.update(progress(6));
	second.end('finished');
	t.is(await code, 0);
	const lines = stream
		.text()
		.split('\n')
		.map((line) => line.split(' steps')[0]);
	t.deepEqual(lines.slice(0, 4), [
		'pretrain 9/20',
		'Another process goes on with the run',
		'pretrain 5/20',
		'pretrain 6/20',
	]);
});

test('what the run says in words is told once each time that it changes', async (t) => {
	const { run } = runIn(t);
	await pretend(run, { progress: { ...progress(1), notice: 'learning' } });
	const { stream, code } = watch(run);
	await until(() => stream.text().includes('learning'));
	await pretend(run, { progress: { ...progress(2), notice: 'learning' } });
	await sleep(30);
	await pretend(run, { progress: { ...progress(3), notice: 'collapsed' }, state: 'finished' });
	await code;
	t.deepEqual(stream.text().match(/^(learning|collapsed)$/gm), ['learning', 'collapsed']);
});

test('a run on another machine is taken to be alive', async (t) => {
	const { run } = runIn(t);
	await pretend(run, { host: 'elsewhere', pid: await goneProcess(), progress: progress(2) });
	const { stream, code } = watch(run);
	await until(() => stream.text().includes('2/20'));
	await sleep(30);
	await pretend(run, { state: 'finished' });
	t.is(await code, 0);
});

test('a process that says nothing for long is told of, once', async (t) => {
	const { run } = runIn(t);
	await pretend(run, { updatedAt: new Date(Date.now() - 400_000).toISOString() });
	const { stream, code } = watch(run);
	await until(() => stream.text().includes('No news'));
	await sleep(30);
	await pretend(run, { state: 'finished' });
	await code;
	t.is(stream.text().match(/No news for 5:00/g)!.length, 1);
});

test('what is no run is refused', async (t) => {
	const refused = async (run: string, message: RegExp) => {
		await t.throwsAsync(watchCommand(run, { stream: fakeStream() }), { message });
	};
	await refused('/nowhere/run', /status\.json` can't be read: there is no folder `\/nowhere\/run`$/);
	await refused(folderWith(t, {}), /isn't the folder of a run$/);
	await refused(
		folderWith(t, { 'options.json': '{}' }),
		/only just been started, or its process ended before/,
	);
	await refused(folderWith(t, { 'status.json': '{"pid": "no"}' }), /was changed or damaged$/);
	await refused(folderWith(t, { 'status.json': '{' }), /was changed or damaged$/);
});
