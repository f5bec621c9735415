import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import test, { type ExecutionContext } from 'ava';
import { openBackend } from '../../../src/nn/backend/backend.js';
import { tf } from '../../../src/nn/tf/tf.js';

const require = createRequire(import.meta.url);

test('is opened once', async (t) => {
	const backend = await openBackend();
	t.is(await openBackend(), backend);
	t.is(tf.getBackend(), backend.name);
});

test('there is one copy of tfjs-core in the process', async (t) => {
	await openBackend();
	const loaded = Object.keys(require.cache).filter((file) => file.endsWith('tf-core.node.js'));
	t.deepEqual(loaded, [require.resolve('@tensorflow/tfjs-core')]);
	const union = createRequire(require.resolve('@tensorflow/tfjs'));
	const wasm = createRequire(require.resolve('@tensorflow/tfjs-backend-wasm'));
	for (const other of [union, wasm]) t.deepEqual([other.resolve('@tensorflow/tfjs-core')], loaded);
});

test('gradients are registered', async (t) => {
	await openBackend();
	const [gradient] = tf.grads((x) => tf.square(x!))([tf.scalar(3)]);
	t.deepEqual([...gradient!.dataSync()], [6]);
});

/** What a process of its own prints that imports `openBackend`, and then what `then` makes of it. */
async function printElsewhere(then: string, env: NodeJS.ProcessEnv): Promise<string> {
	const file = JSON.stringify(fileURLToPath(new URL('../../../src/nn/backend/backend.ts', import.meta.url)));
	const source = `import(${file}).then(({ openBackend }) => ${then})`;
	const { stdout } = await promisify(execFile)(process.execPath, ['--import=tsx', '--eval', source], { env });
	return stdout.trim();
}

/** Where the cache is empty. */
async function openElsewhere(t: ExecutionContext, MMC_BACKEND: string): Promise<Record<string, string>> {
	const MMC_CACHE = mkdtempSync(path.join(tmpdir(), 'mmc-backend-'));
	t.teardown(() => rmSync(MMC_CACHE, { recursive: true }));
	const open = `openBackend()
		.then((backend) => console.log(JSON.stringify(backend)), ({ message }) => console.log(JSON.stringify({ message })))`;
	return JSON.parse(await printElsewhere(open, { ...process.env, MMC_CACHE, MMC_BACKEND }));
}

test('wasm is the default where TensorFlow is not set up, and says so in one line', async (t) => {
	const { name, notice } = await openElsewhere(t, '');
	t.is(name, 'wasm');
	t.regex(notice!, /^[^\n]*times slower[^\n]*`mmc setup`[^\n]*$/);
});

test('forced TensorFlow fails where it is not set up', async (t) => {
	t.deepEqual(await openElsewhere(t, 'tensorflow'), { message: 'TensorFlow is not set up: run `mmc setup`' });
});

test('forced wasm is no reason for a notice', async (t) => {
	t.like(await openElsewhere(t, 'wasm'), { name: 'wasm', device: 'cpu', notice: undefined });
});

test('an unknown backend is named', async (t) => {
	const { message } = await openElsewhere(t, 'tensorlow');
	t.is(message, '`MMC_BACKEND` is `tensorlow`; it can be `tensorflow`, `wasm`, `cpu`');
});

test('threads that call TensorFlow are counted among those that compute', async (t) => {
	const { TF_NUM_INTRAOP_THREADS: _, ...env } = process.env;
	const threads = (use: string, set: NodeJS.ProcessEnv = {}) =>
		printElsewhere(`openBackend(${use}).then(() => console.log(process.env.TF_NUM_INTRAOP_THREADS))`, {
			...env,
			...set,
		});
	t.is(await threads(''), 'undefined');
	t.is(await threads('{ callers: 2 }'), String(Math.max(1, availableParallelism() - 2)));
	t.is(await threads('{ callers: 2 }', { TF_NUM_INTRAOP_THREADS: '7' }), '7');
});

test('a backend that could not be opened is tried again', async (t) => {
	const retry = `openBackend().catch(() => {
		process.env.MMC_BACKEND = 'cpu';
		return openBackend();
	}).then(({ name }) => console.log(name))`;
	t.is(await printElsewhere(retry, { ...process.env, MMC_BACKEND: 'none' }), 'cpu');
});
