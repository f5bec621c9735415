import test from 'ava';
import {
	checkCache,
	checkDisk,
	checkNode,
	checkSharp,
	checkTensorFlow,
	checkThreads,
} from '../../../src/setup/doctor/check-machine.js';

test('Node older than 20.19 fails', (t) => {
	t.is(checkNode('20.19.0').status, 'ok');
	t.is(checkNode('24.1.0').status, 'ok');
	t.like(checkNode('20.18.3'), { status: 'fail', remedy: 'Install Node 20.19 or newer.' });
	t.is(checkNode('18.20.0').status, 'fail');
});

test('more threads than cores, and a variable without effect, are worth a warning', (t) => {
	t.like(checkThreads({}, 8), { status: 'ok', value: 'one a core: 8' });
	t.is(checkThreads({ TF_NUM_INTRAOP_THREADS: '4' }, 8).status, 'ok');
	t.regex(checkThreads({ TF_NUM_INTRAOP_THREADS: '16' }, 8).remedy!, /8 or fewer/);
	t.like(checkThreads({ TF_NUM_INTRAOP_THREADS: 'all' }, 8), { status: 'warn' });
	t.regex(checkThreads({ OMP_NUM_THREADS: '1' }, 8).remedy!, /use TF_NUM_INTRAOP_THREADS/);
});

test('sharp, the cache and the disk are reported', async (t) => {
	t.regex((await checkSharp()).value, /^\d+\.\d+\.\d+, libvips \d/);
	t.regex((await checkCache()).value, /, \d+\.\d GB$/);
	t.regex((await checkDisk()).value, /^\d+\.\d GB free in /);
});

test('a folder that has gone is told of', async (t) => {
	t.like(await checkDisk('/no/such/folder'), { name: 'disk', status: 'fail' });
});

test('TensorFlow’s version and origin', (t) => {
	const source = 'tensorflow==2.20.0';
	const installed = { kind: 'cuda', source, version: '2.20.0', folder: '/x', files: {}, sha256: {} } as const;
	t.is(checkTensorFlow(installed).value, '2.20.0, from tensorflow==2.20.0');
});
