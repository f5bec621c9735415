import { stripVTControlCharacters } from 'node:util';
import test from 'ava';
import { createSetUpView } from '../../../src/cli/views/set-up.js';
import { fakeStream } from '../_stream.js';

test('piped: a line for each step and each quarter', (t) => {
	const stream = fakeStream();
	const view = createSetUpView({ stream, environment: {} });
	for (const fraction of [0, 0.1, 0.3, 0.31]) view.update({ phase: 'download', fraction });
	view.update({ phase: 'compile', fraction: 0 });
	view.close();
	t.deepEqual(stream.text().split('\n'), [
		'Downloading TensorFlow (pip)',
		'Downloading TensorFlow (pip): 25%',
		'Compiling the addon; without a compiler, fetching one takes two minutes more',
		'',
	]);
});

test('on a terminal: a bar that is gone in the end', (t) => {
	const stream = fakeStream(80);
	const view = createSetUpView({ stream, environment: {} });
	view.update({ phase: 'download', fraction: 0.5 });
	t.true(
		stripVTControlCharacters(stream.text()).includes(
			`${'━'.repeat(15)}${'─'.repeat(15)}  50%  Downloading TensorFlow`,
		),
	);
	view.close();
	t.is(stream.screen().join(''), '');
});
