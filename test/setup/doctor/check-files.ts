import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import { readInstalled } from '../../../src/nn/backend/installed.js';
import { checkFiles } from '../../../src/setup/doctor/check-files.js';
import { setUp } from '../../../src/setup/set-up.js';
import { pretendMachine } from '../_machine.js';

test.serial('names what is no longer as set up, though of the same size', async (t) => {
	const { recipe } = pretendMachine(t);
	const installed = await setUp({}, recipe);
	t.like(await checkFiles(installed), { status: 'ok', value: '8 as set up, 0.0 GB' });

	writeFileSync(path.join(installed.folder, 'tensorflow/libtensorflow_cc.so.2'), 'the D API');
	t.truthy(readInstalled(), 'which its size alone does not tell');
	rmSync(path.join(installed.folder, 'node_modules/@tensorflow/tfjs-node-gpu/dist/index.js'));
	const { status, value, remedy } = await checkFiles(installed);
	t.is(status, 'fail');
	t.regex(value, /^2 of 8 are not as set up: /);
	t.regex(value, /tensorflow\/libtensorflow_cc\.so\.2/);
	t.regex(value, /dist\/index\.js \(missing\)/);
	t.regex(remedy!, /Delete `.+` and run `mmc setup`/);
});

test.serial('follows the links of `--from`', async (t) => {
	const { recipe, wheel } = pretendMachine(t);
	const { sha256 } = await setUp({ from: wheel }, recipe);
	t.true('tensorflow/libtensorflow_cc.so.2' in sha256);
});

test.serial('what cannot be read is not called damaged', async (t) => {
	const { recipe } = pretendMachine(t);
	const installed = await setUp({}, recipe);
	const library = path.join(installed.folder, 'tensorflow/libtensorflow_cc.so.2');
	rmSync(library);
	// A folder cannot be read as a file, by root neither.
	mkdirSync(library);
	const { status, value, remedy } = await checkFiles(installed);
	t.is(status, 'fail');
	t.regex(value, /^cannot be read: EISDIR/);
	t.regex(remedy!, /rights/);
});
