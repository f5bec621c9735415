/** Looks at everything that training needs. */
import type { Check } from './check.js';
import { checkBackend, checkDevice, checkGradients, checkSpeed, checkTensorFlow } from './check-backend.js';
import { checkCache, checkDisk, checkNode, checkSharp, checkThreads } from './check-machine.js';

/** The checks one by one, as they are done; some five seconds in all. Training cannot run if one has failed. */
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
	// The others have one, whatever is set.
	if (backend.name === 'tensorflow') yield checkThreads();
	yield await checkSpeed();
	yield checkGradients();
}
