import test from 'ava';
import { InterruptedError, watchSignals } from '../../src/cli/signals.js';

test.serial('the first signal asks for a stop, the second ends the run with the code shells give it', (t) => {
	const lines: string[] = [];
	const { stop, abort, close } = watchSignals((line) => lines.push(line));
	t.false(stop.aborted);
	process.emit('SIGINT', 'SIGINT');
	t.true(stop.aborted);
	t.false(abort.aborted);
	t.is(lines.length, 1);
	process.emit('SIGTERM', 'SIGTERM');
	t.true(abort.reason instanceof InterruptedError);
	t.is(abort.reason.exitCode, 143);
	close();
});

test.serial('after the second signal, and after closing, the process is left to itself', (t) => {
	const before = process.listenerCount('SIGINT');
	const { close } = watchSignals(() => {});
	t.is(process.listenerCount('SIGINT'), before + 1);
	process.emit('SIGINT', 'SIGINT');
	process.emit('SIGINT', 'SIGINT');
	t.is(process.listenerCount('SIGINT'), before);
	watchSignals(() => {}).close();
	t.is(process.listenerCount('SIGTERM'), before);
	close();
});
