import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
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
