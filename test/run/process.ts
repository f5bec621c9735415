import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { describeProcess, exists, isThere } from '../../src/run/process.js';

test('a process is there until it ends', async (t) => {
	const child = spawn(process.execPath, ['-e', 'process.stdin.resume()']);
	const known = describeProcess(child.pid);
	t.true(isThere(known));
	child.stdin.end();
	await once(child, 'exit');
	t.false(isThere(known));
});

test('a later process, or one after a restart, that has the same number is another', (t) => {
	const known = describeProcess();
	t.true(isThere(known));
	t.false(isThere({ ...known, start: '1' }));
	t.false(isThere({ ...known, boot: 'before' }));
});

test('of another machine or container nobody here can tell', (t) => {
	t.is(isThere({ ...describeProcess(), host: 'elsewhere' }), undefined);
	t.is(isThere({ ...describeProcess(), namespace: 'pid:[1]' }), undefined);
});

(existsSync('/proc/self/stat') ? test : test.skip)('one that nobody has asked after has gone', async (t) => {
	// The child of a shell that was replaced by `sleep`, which never waits for children.
	const parent = spawn('sh', ['-c', 'sleep 0.1 & echo $!; exec sleep 60'], {
		stdio: ['ignore', 'pipe', 'ignore'],
	});
	t.teardown(() => parent.kill());
	const [printed] = await once(parent.stdout!, 'data');
	const pid = Number(String(printed));
	const state = () => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)![0];
	while (state() !== 'Z') await sleep(5);
	t.false(exists(pid));
	t.false(isThere(describeProcess(pid)));
});
