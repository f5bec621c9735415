/** Loads a module of TypeScript into a thread of a pool. In JavaScript, so that the thread can begin with it. */
import { workerData } from 'node:worker_threads';

/** @type {{ loader: string, module: string }} */
const { loader, module } = workerData;

export default load();

async function load() {
	const { register } = await import(loader);
	register();
	const { default: work } = await import(module);
	return work;
}
