/** Checks everything that training needs. */
import type { Check } from './check.js';
import { checkBackend, checkDevice, checkGradients, checkSpeed, checkTensorFlow } from './check-backend.js';
import { checkCache, checkDisk, checkNode, checkSharp, checkThreads } from './check-machine.js';

/** Yields the checks as they finish, in some five seconds. Training cannot run if one has failed. */
export async function* examine(): AsyncGenerator<Check> {
	yield checkNode();
	yield await checkSharp();
	yield await checkCache();
	yield await checkDisk();
	yield checkTensorFlow();
	const [check, backend] = await checkBackend();
	yield check;
	if (!backend) return;

	yield checkDevice(backend);
	// Other backends always have one thread a core.
	if (backend.name === 'tensorflow') yield checkThreads();
	yield await checkSpeed();
	yield checkGradients();
}
