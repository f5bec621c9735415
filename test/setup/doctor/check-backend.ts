import test from 'ava';
import type { Installed } from '../../../src/nn/backend/installed.js';
import {
	checkBackend,
	checkDevice,
	checkGradients,
	checkSpeed,
} from '../../../src/setup/doctor/check-backend.js';

const cuda: Installed = {
	kind: 'cuda',
	source: 'tensorflow==2.20.0',
	version: '2.20.0',
	folder: '/x',
	files: {},
	sha256: {},
};

test('reports the backend, its speed and its gradients', async (t) => {
	const [check, backend] = await checkBackend();
	t.is(check.value, backend!.name);
	t.regex((await checkSpeed(0.05)).value, /^[\d.]+ GFLOP\/s/);
	t.is(checkGradients().status, 'ok');
});

test('a CUDA build without its GPU is a warning', (t) => {
	const backend = { name: 'tensorflow', version: '2.20.0', device: 'cpu' } as const;
	t.regex(checkDevice(backend, cuda).remedy!, /nvidia-smi/);
	t.is(checkDevice({ ...backend, device: 'gpu' }, cuda).status, 'ok');
	t.is(checkDevice(backend, { ...cuda, kind: 'cpu' }).status, 'ok');
});

test('wrong gradients fail, with their names', (t) => {
	const check = checkGradients([{ name: 'erf', problem: 'none' }]);
	t.is(check.status, 'fail');
	t.regex(check.value, /^1 of \d+ are wrong: erf \(none\)$/);
});
