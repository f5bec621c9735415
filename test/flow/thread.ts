import { execFile } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import test from 'ava';
import { startThread } from '../../src/flow/thread.js';
import { packageRoot } from '../../src/run/package.js';
import { folderWith } from '../data/_folder.js';

const script = `
	import { parentPort } from 'node:worker_threads';
	parentPort.once('message', (message) => {
		process.env.MMC_TEST_THREAD = message;
		parentPort.postMessage({ message, flags: process.execArgv });
	});
`;

for (const [file, text] of [
	['thread.mjs', script],
	['thread.ts', script.replace('(message)', '(message: string)')],
] as const) {
	test.serial(`\`${file}\` is loaded, and shares the process’ variables`, async (t) => {
		const folder = folderWith(t, { [file]: text, 'package.json': '{ "type": "module" }' });
		const thread = startThread(pathToFileURL(path.join(folder, file)));
		thread.postMessage(file);
		const [answer] = await once(thread, 'message');
		t.deepEqual(answer, { message: file, flags: [] });
		t.is(process.env.MMC_TEST_THREAD, file);
		await once(thread, 'exit');
	});
}

test('a program that came by standard input starts threads too', async (t) => {
	const folder = folderWith(t, { 'thread.mjs': script });
	const program = `
		import { startThread } from ${JSON.stringify(pathToFileURL(path.join(packageRoot, 'src/flow/thread.ts')).href)};
		const thread = startThread(new URL(${JSON.stringify(pathToFileURL(path.join(folder, 'thread.mjs')).href)}));
		thread.on('message', ({ message }) => console.log(message));
		thread.postMessage('here');
	`;
	const args = ['--import=tsx', '--input-type=module', '--eval', program];
	const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: packageRoot });
	t.is(stdout.trim(), 'here');
});
