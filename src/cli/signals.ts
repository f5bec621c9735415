import { constants } from 'node:os';

/** What Ctrl-C asks for: first an orderly stop, then, when it is pressed again, an immediate one. */
export interface SignalWatch {
	readonly stop: AbortSignal;
	readonly abort: AbortSignal;
	readonly close: () => void;
}

/** The run was ended by a second SIGINT or SIGTERM. */
export class InterruptedError extends Error {
	override readonly name = 'InterruptedError';

	constructor(
		/** 128 and the signal's number, as shells have it: 130 or 143. */
		readonly exitCode: number,
	) {
		super('Stopped at once; what was written until now is kept');
	}
}

/** Watches for SIGINT and SIGTERM until closed. A third one ends the process, whatever it is doing. */
export function watchSignals(log: (line: string) => void): SignalWatch {
	const stop = new AbortController();
	const abort = new AbortController();
	const close = () => {
		process.off('SIGINT', listen);
		process.off('SIGTERM', listen);
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
	process.on('SIGINT', listen);
	process.on('SIGTERM', listen);
	return { stop: stop.signal, abort: abort.signal, close };
}
