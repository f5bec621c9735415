/** The program that `examineApart` starts: does the checks of the subject that it is given, and sends each. */
import { promisify } from 'node:util';
import type { Check } from './check.js';
import { checkBackend, checkDevice, checkGradients, checkKernels, checkSpeed } from './check-backend.js';
import { checkSharp, checkThreads } from './check-machine.js';
import type { Subject } from './examine-apart.js';

const examinations: Readonly<Record<Subject, () => AsyncGenerator<Check>>> = {
	async *sharp() {
		yield await checkSharp();
	},
	async *backend() {
		const [check, backend] = await checkBackend();
		yield check;
		if (!backend) return;

		yield checkDevice(backend);
		// Other backends always have one thread a core.
		if (backend.name === 'tensorflow') {
			yield checkKernels(backend);
			yield checkThreads();
		}
		yield await checkSpeed();
		yield checkGradients();
	},
};

const send = promisify((check: Check, done: (error: Error | null) => void) => process.send!(check, done));
for await (const check of examinations[process.argv[2] as Subject]()) await send(check);
process.disconnect();
