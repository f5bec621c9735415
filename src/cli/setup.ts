import { setTimeout } from 'node:timers/promises';
import { type Installed, isSetUp } from '../nn/backend/installed.js';
import { setUp } from '../setup/set-up.js';
import { SetUpError } from '../setup/set-up-error.js';
import { createSetUpView } from './views/set-up.js';

export interface SetupFlags {
	readonly cuda?: boolean;
	readonly from?: string;
}

/** Runs `mmc setup`. Returns the exit code. */
export async function setupCommand(flags: SetupFlags): Promise<number> {
	try {
		const { version, source, folder } = await setUpVisibly(flags);
		console.log(`TensorFlow ${version} (${source}) is ready in ${folder}`);
		return 0;
	} catch (error) {
		if (!(error instanceof SetUpError)) throw error;
		console.error(error.message);
		return 1;
	}
}

/**
 * Sets up before a command that trains, unless that was done already. It does not fail if TensorFlow cannot be had,
 * because wasm does the same work, more slowly. Does nothing if `MMC_BACKEND` asks for another backend.
 */
export async function setUpIfNeeded(): Promise<void> {
	const { MMC_BACKEND } = process.env;
	if (isSetUp() || (MMC_BACKEND && MMC_BACKEND !== 'tensorflow')) return;

	try {
		await setUpVisibly({});
	} catch (error) {
		if (!(error instanceof SetUpError) || MMC_BACKEND) throw error;
		console.error(`${error.message}\nGoing on with the wasm backend, which is slower.`);
	}
}

/** Signals that end a set-up: Ctrl-C, the end that schedulers ask for, and a closed terminal. */
const endings = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

async function setUpVisibly(flags: SetupFlags): Promise<Installed> {
	const interrupt = new AbortController();
	let received: NodeJS.Signals | undefined;
	const stop = (signal: NodeJS.Signals) => {
		received = signal;
		interrupt.abort();
	};
	for (const signal of endings) process.once(signal, stop);
	const view = createSetUpView({ stream: process.stderr });
	try {
		return await setUp({
			...flags,
			onProgress: (progress) => view.update(progress),
			signal: interrupt.signal,
		});
	} finally {
		view.close();
		for (const signal of endings) process.off(signal, stop);
		if (received) {
			process.stderr.write('Set-up was stopped. Run `mmc setup` to start it again.\n');
			// What was begun has been removed. The signal now ends the process, as it does without us, and soon.
			process.kill(process.pid, received);
			await setTimeout(10_000);
		}
	}
}
