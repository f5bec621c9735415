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

async function setUpVisibly(flags: SetupFlags): Promise<Installed> {
	const interrupt = new AbortController();
	const stop = () =>
		interrupt.abort(new SetUpError('Set-up was stopped.', 'Run `mmc setup` to start it again.'));
	process.once('SIGINT', stop).once('SIGTERM', stop);
	const view = createSetUpView({ stream: process.stderr });
	try {
		return await setUp({
			...flags,
			onProgress: (progress) => view.update(progress),
			signal: interrupt.signal,
		});
	} catch (error) {
		// Work in progress at the signal ends with its own error.
		throw interrupt.signal.aborted ? interrupt.signal.reason : error;
	} finally {
		view.close();
		process.off('SIGINT', stop).off('SIGTERM', stop);
	}
}
