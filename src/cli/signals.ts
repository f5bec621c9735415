/** What Ctrl-C asks for: first an orderly stop, then, when it is pressed again, an immediate one. */
export interface SignalWatch {
	readonly stop: AbortSignal;
	readonly abort: AbortSignal;
	readonly close: () => void;
}

/** The run was ended by a second SIGINT or SIGTERM. */
export class InterruptedError extends Error {
	override readonly name = 'InterruptedError';
}

/** Watches for SIGINT and SIGTERM until closed. */
export function watchSignals(log: (line: string) => void): SignalWatch {
	const stop = new AbortController();
	const abort = new AbortController();
	const listen = () => {
		if (stop.signal.aborted) {
			abort.abort(new InterruptedError('Stopped at once; what was written until now is kept'));
		} else {
			stop.abort();
			log('Stopping after the work in hand; press Ctrl-C again to stop at once');
		}
	};
	process.on('SIGINT', listen);
	process.on('SIGTERM', listen);
	return {
		stop: stop.signal,
		abort: abort.signal,
		close() {
			process.off('SIGINT', listen);
			process.off('SIGTERM', listen);
		},
	};
}
