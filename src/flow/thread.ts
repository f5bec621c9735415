import { SHARE_ENV, Worker } from 'node:worker_threads';

/**
 * Starts a module in a thread of its own. In a checkout it is TypeScript and loaded by tsx, whose hooks of this thread
 * do not reach into others.
 */
export function startThread(module: URL): Worker {
	// Libraries read the process' own variables, which a copy for the thread would not change.
	const options = { env: SHARE_ENV } as const;
	if (!module.pathname.endsWith('.ts')) return new Worker(module, options);

	const tsx = JSON.stringify(import.meta.resolve('tsx/esm/api'));
	const load = `import(${tsx}).then(({ register }) => (register(), import(${JSON.stringify(module.href)})))`;
	return new Worker(load, { ...options, eval: true });
}
