import test from 'ava';
import { createView } from '../../../src/cli/views/live.js';
import { fakeStream } from '../_stream.js';

const stages = [
	{
		name: 'decode',
		types: 'ImageFile → Photo',
		received: 12,
		emitted: 11,
		skipped: 1,
		busy: 2,
		waitingForInput: 3,
		waitingForRoom: 5,
	},
];

function watch(columns?: number, environment: NodeJS.ProcessEnv = {}) {
	const stream = fakeStream(columns);
	const time = { now: 0 };
	const view = createView({ stream, title: 'pretrain', clock: () => time.now, environment });
	const update = (done: number, now: number, loss = 1 / done) => {
		time.now = now;
		view.update({ done, total: 100, unit: 'step', values: { loss }, stages });
	};
	return { stream, view, update };
}

test('piped: one line is one record', (t) => {
	const { stream, view, update } = watch();
	update(1, 1);
	update(21, 11);
	view.close();
	t.deepEqual(stream.text().split('\n'), [
		'pretrain 1/100 steps 1% loss=1',
		'pretrain 21/100 steps 21% 2 steps/s eta 0:40 loss=0.04762',
		'pretrain stage decode received=12 emitted=11 skipped=1 busy=20% waitingForInput=30% waitingForRoom=50%',
		'',
	]);
});

test('piped: a line each five seconds or tenth, and the last', (t) => {
	const { stream, view, update } = watch();
	for (let done = 1; done <= 8; done++) update(done, done);
	update(9, 8.1);
	update(10, 8.2);
	update(11, 8.3);
	view.close();
	const steps = stream.text().match(/\d+(?=\/100)/g);
	t.deepEqual(steps, ['1', '6', '10', '11']);
});

test('piped: a run of hours has a line a minute', (t) => {
	const { stream, update } = watch();
	update(1, 0);
	for (let second = 7200; second < 7500; second++) update(2, second);
	t.is(stream.text().trim().split('\n').length, 1 + 5);
});

test('piped: neither colours nor redrawing, also on a dumb terminal', (t) => {
	for (const { stream, view, update } of [watch(), watch(80, { TERM: 'dumb' })]) {
		update(1, 1);
		view.log('a note');
		view.close();
		t.false(stream.text().includes('\u001B'));
		t.regex(stream.text(), /^a note$/m);
	}
});

test('terminal: the stages, the figures, the bar', (t) => {
	const { stream, view, update } = watch(80);
	update(1, 1);
	update(25, 13);
	view.close();
	t.deepEqual(stream.screen(), [
		'stage               █ busy  · no input  ▒ no room',
		'decode  ██···▒▒▒▒▒     20%         30%        50%',
		'',
		'loss 0.04000',
		'pretrain  ━━━━━━━───────────────────────  25/100 steps  25%  ETA 0:38  2 steps/s',
		'',
	]);
});

test('terminal: at most five frames a second, and the last one is never lost', (t) => {
	const { stream, view, update } = watch(80);
	for (let step = 0; step <= 99; step++) update(step + 1, step / 100);
	t.true(stream.chunks.length <= 5, `${stream.chunks.length} frames in a second`);
	view.close();
	t.regex(stream.screen().join('\n'), /100\/100 steps {2}100%/);
});

test('terminal: notes stay above, each once, and nothing is left garbled', (t) => {
	const { stream, view, update } = watch(60);
	view.log('before');
	for (let step = 1; step <= 30; step++) {
		update(step, step);
		if (step % 10 === 0) view.log(`note ${step}`);
	}

	view.close();
	const screen = stream.screen();
	t.deepEqual(screen.slice(0, 4), ['before', 'note 10', 'note 20', 'note 30']);
	t.is(screen.filter((line) => line.startsWith('pretrain')).length, 1);
	t.is(screen.filter((line) => line.startsWith('decode')).length, 1);
	t.is(screen.at(-1), '', 'the next output begins a line of its own');
});

for (const columns of [20, 30, 45, 60, 80, 200]) {
	test(`terminal: no line is wider than ${columns} columns`, (t) => {
		const { stream, view, update } = watch(columns);
		update(1, 1);
		update(25, 13, 1e-5);
		view.close();
		for (const line of stream.screen()) t.true(line.length <= columns, line);
		t.regex(stream.screen().join('\n'), /pretrain .*25\/100/);
	});
}

test('terminal: coloured, unless NO_COLOR is set to something', (t) => {
	const isColoured = (environment: NodeJS.ProcessEnv) => {
		const { stream, update } = watch(80, environment);
		update(1, 1);
		return stream.text().includes('\u001B[32m');
	};
	t.true(isColoured({}));
	t.true(isColoured({ NO_COLOR: '' }));
	t.false(isColoured({ NO_COLOR: '1' }));
});

test('without a total there is a count and a rate, no bar', (t) => {
	const stream = fakeStream(80);
	const time = { now: 0 };
	const view = createView({ stream, title: 'segment', clock: () => time.now, environment: {} });
	for (const done of [0, 30]) {
		time.now = done / 3;
		view.update({ done, unit: 'image' });
	}

	view.close();
	t.is(stream.screen()[0], 'segment  30 images  0:10  3 images/s');
});

test('a view that was told nothing prints nothing', (t) => {
	for (const { stream, view } of [watch(), watch(80)]) {
		view.close();
		t.is(stream.text(), '');
	}
});

for (const columns of [undefined, 100]) {
	test(`foreign text moves nothing on ${columns === undefined ? 'a pipe' : 'a terminal'}`, (t) => {
		const { stream, view } = watch(columns);
		const values = { 'loss\u001b[2J': 1 };
		const named = stages.map((stage) => ({ ...stage, name: 'de\u001b[2Jcode' }));
		view.log('Left out: \u001b[2J\u001b]0;title\u0007.png');
		view.update({ done: 1, total: 2, unit: 'st\u001b[2Jep', values, stages: named });
		view.close();
		t.false(stream.text().includes('\u001b[2J'));
		t.false(stream.text().includes('\u001b]0'));
		t.true(stream.text().includes('Left out: \\x1b[2J\\x1b]0;title\\x07.png'));
	});
}
