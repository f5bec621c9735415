import { SHARE_ENV, Worker, type WorkerOptions } from 'node:worker_threads';

/**
 * Starts a module in a thread of its own. In a checkout it is TypeScript and loaded by tsx, whose hooks of this thread
 * do not reach into others.
 */
export function startThread(module: URL): Worker {
	// Libraries read the process' own variables, which a copy for the thread would not change. What node itself was told,
	// such as how to read its standard input, is not meant for the thread.
	const options: WorkerOptions = { env: SHARE_ENV, execArgv: [] };
	if (!module.pathname.endsWith('.ts')) return new Worker(module, options);

	const tsx = JSON.stringify(import.meta.resolve('tsx/esm/api'));
	const load = `import(${tsx}).then(({ register }) => (register(), import(${JSON.stringify(module.href)})))`;
	return new Worker(load, { ...options, eval: true });
}
