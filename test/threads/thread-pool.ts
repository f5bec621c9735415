import { execFile } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { SHARE_ENV } from 'node:worker_threads';
import test, { type ExecutionContext } from 'ava';
import { packageRoot } from '../../src/run/package.js';
import { ThreadPool } from '../../src/threads/thread-pool.js';
import { folderWith } from '../data/_folder.js';

/** What a thread does with a task: say something, throw, die in some way, or never answer. */
const script = `
	import { workerData } from 'node:worker_threads';
	export default async (task) => {
		if (task === 'throw') throw new RangeError('no such task');
		if (task === 'exit') process.exit(3);
		if (task === 'crash') setImmediate(() => { throw new Error('out of hand'); });
		if (task !== 'say') return new Promise((resolve) => setTimeout(resolve, 3_600_000));
		process.env.MMC_TEST_THREAD = 'said';
		return { flags: process.execArgv, data: workerData };
	};
`;

function moduleOf(t: ExecutionContext, file = 'work.mjs', text = script): URL {
	const folder = folderWith(t, { [file]: text, 'package.json': '{ "type": "module" }' });
	return pathToFileURL(path.join(folder, file));
}

test.serial('a module is loaded without flags and variables, with its data', async (t) => {
	process.env.MMC_TEST_THREAD = 'unsaid';
	await using pool = new ThreadPool('test', moduleOf(t), { count: 1, data: [1, 2] });
	t.deepEqual(await pool.run('say'), { flags: [], data: [1, 2] });
	t.is(process.env.MMC_TEST_THREAD, 'unsaid');
});

for (const [file, text] of [
	['work.mjs', script],
	['work.ts', script.replace('(task)', '(task: string)')],
] as const) {
	test.serial(`\`${file}\` is loaded, and shares the process’ variables if it is to`, async (t) => {
		await using pool = new ThreadPool('test', moduleOf(t, file, text), { count: 1, env: SHARE_ENV });
		const { flags } = (await pool.run('say')) as { flags: unknown };
		t.deepEqual(flags, []);
		t.is(process.env.MMC_TEST_THREAD, 'said');
	});
}

test('an error of a task is that of its run, and the thread goes on', async (t) => {
	await using pool = new ThreadPool('test', moduleOf(t), { count: 1 });
	await t.throwsAsync(pool.run('throw'), { instanceOf: RangeError, message: 'no such task' });
	await t.notThrowsAsync(pool.run('say'));
});

for (const [death, reason] of [
	['exit', /\(exit code 3\)/],
	['crash', /\(out of hand\)/],
] as const) {
	test(`a thread that dies (${death}) ends all that is under way, waits or comes later`, async (t) => {
		await using pool = new ThreadPool('test', moduleOf(t), { count: 2 });
		const tasks = ['never', death, 'waits', 'waits too'];
		const errors = await Promise.all(tasks.map((task) => t.throwsAsync(pool.run(task))));
		t.regex(errors[0]!.message, reason);
		t.is(new Set([...errors, await t.throwsAsync(pool.run('say'))]).size, 1);
	});
}

test('a module that cannot be loaded ends all tasks too', async (t) => {
	await using pool = new ThreadPool('test', moduleOf(t, 'work.mjs', 'throw new Error("spoilt");'), {
		count: 2,
	});
	const runs = Array.from({ length: 5 }, () =>
		t.throwsAsync(pool.run('say'), { message: /has died \(spoilt\)/ }),
	);
	await Promise.all(runs);
});

test('what is under way when the pool is closed rejects, and so does what comes later', async (t) => {
	const pool = new ThreadPool('test', moduleOf(t), { count: 1 });
	const late = ['never', 'waits'].map((task) => t.throwsAsync(pool.run(task), { message: /is closed/ }));
	await pool[Symbol.asyncDispose]();
	await Promise.all(late);
	await t.throwsAsync(pool.run('say'), { message: /is closed/ });
});

test('a program that came by standard input has threads too, and ends with idle ones', async (t) => {
	const program = `
		import { ThreadPool } from ${JSON.stringify(pathToFileURL(path.join(packageRoot, 'src/threads/thread-pool.ts')).href)};
		const pool = new ThreadPool('test', new URL(${JSON.stringify(moduleOf(t).href)}), { count: 2 });
		await pool.run('say');
		console.log('here');
	`;
	const args = ['--import=tsx', '--input-type=module', '--eval', program];
	const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: packageRoot });
	t.is(stdout.trim(), 'here');
});
