import { constants } from 'node:os';

/** The two ends that signals ask for: first an orderly stop, then, at a second signal, an immediate one. */
export interface SignalWatch {
	readonly stop: AbortSignal;
	readonly abort: AbortSignal;
	readonly close: () => void;
}

/** Error for a run that was ended by a second SIGINT or SIGTERM. */
export class InterruptedError extends Error {
	override readonly name = 'InterruptedError';

	constructor(
		/** Exit code: 128 and the signal's number, as in shells: 130 or 143. */
		readonly exitCode: number,
	) {
		super('Stopped at once; what was written until now is kept');
	}
}

/** Ctrl-C, the end that schedulers ask for, and a terminal or connection that is closed. */
const endings = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Watches for SIGINT, SIGTERM and SIGHUP until closed. A third one ends the process, whatever it is doing. */
export function watchSignals(log: (line: string) => void): SignalWatch {
	const stop = new AbortController();
	const abort = new AbortController();
	const close = () => {
		for (const signal of endings) process.off(signal, listen);
	};
	const listen = (signal: NodeJS.Signals) => {
		if (stop.signal.aborted) {
			close();
			abort.abort(new InterruptedError(128 + constants.signals[signal]));
		} else {
			stop.abort();
			log('Stopping after the work in hand; press Ctrl-C again to stop at once');
		}
	};
	for (const signal of endings) process.on(signal, listen);
	return { stop: stop.signal, abort: abort.signal, close };
}
