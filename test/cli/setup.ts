import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';

/** A process with an empty cache and nothing on its `PATH`. */
async function call(t: ExecutionContext, expression: string, environment: NodeJS.ProcessEnv = {}) {
	const MMC_CACHE = mkdtempSync(path.join(tmpdir(), 'mmc-cli-'));
	t.teardown(() => rmSync(MMC_CACHE, { recursive: true }));
	const file = JSON.stringify(fileURLToPath(new URL('../../src/cli/setup.ts', import.meta.url)));
	const source = `import(${file}).then(async (setup) => { process.exitCode = await setup.${expression}; })`;
	const env = { MMC_CACHE, PATH: '/nowhere', ...environment };
	return new Promise<{ code: number; stderr: string }>((resolve) => {
		execFile(process.execPath, ['--import=tsx', '--eval', source], { env }, (error, _stdout, stderr) =>
			resolve({ code: Number(error?.code ?? 0), stderr }),
		);
	});
}

test('mmc setup fails where TensorFlow cannot be had, with the remedy', async (t) => {
	const { code, stderr } = await call(t, 'setupCommand({})');
	t.is(code, 1);
	t.regex(stderr, /no pip was found/);
	t.notRegex(stderr, /at .*\.ts:\d+/, 'no stack');
});

test('before training that is no failure', async (t) => {
	const { code, stderr } = await call(t, 'setUpIfNeeded()');
	t.is(code, 0);
	t.regex(stderr, /no pip was found.*Going on with the wasm backend/s);
});

test('where wasm is asked for nothing is set up', async (t) => {
	t.deepEqual(await call(t, 'setUpIfNeeded()', { MMC_BACKEND: 'wasm' }), { code: 0, stderr: '' });
});

test('a signal before training ends the process, without going on in WebAssembly', async (t) => {
	const folder = mkdtempSync(path.join(tmpdir(), 'mmc-cli-'));
	t.teardown(() => rmSync(folder, { recursive: true }));
	const pip = path.join(folder, 'pip');
	writeFileSync(pip, '#!/bin/sh\n[ "$1" = --version ] || { echo >$0.asked; exec /bin/sleep 60; }\n', {
		mode: 0o755,
	});
	const file = JSON.stringify(fileURLToPath(new URL('../../src/cli/setup.ts', import.meta.url)));
	const env = { PATH: folder, MMC_CACHE: path.join(folder, 'cache') };
	const source = `import(${file}).then(({ setUpIfNeeded }) => setUpIfNeeded())`;
	const child = spawn(process.execPath, ['--import=tsx', '--eval', source], { env });
	let said = '';
	child.stderr.on('data', (chunk) => {
		said += chunk;
	});
	const ended = once(child, 'close');
	while (!existsSync(`${pip}.asked`)) await setTimeout(50);
	child.kill('SIGTERM');
	t.deepEqual(await ended, [null, 'SIGTERM']);
	t.regex(said, /Set-up was stopped/);
	t.notRegex(said, /wasm/);
	const [set = ''] = readdirSync(env.MMC_CACHE).filter((entry) => !entry.endsWith('.lock'));
	t.deepEqual(readdirSync(path.join(env.MMC_CACHE, set)), []);
});
