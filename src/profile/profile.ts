import { Spans } from './spans.js';
import { timeOperations } from './time-operations.js';

/** What all calls of one operation took together. */
export interface OperationTotal {
	readonly name: string;
	readonly calls: number;
	/** Seconds. */
	readonly time: number;
}

/** Shorter ones are counted, but not in the trace: there are thousands a step, and nobody sees them. */
const shortestMs = 0.02;

/** A viewer still opens a trace of so many events, of some tens of MB. */
const mostOperations = 200_000;
const mostStageSpans = 100_000;

/** Where the time of a run goes: its stages' work, and the operations that the backend is asked for. */
export class Profile {
	readonly #start = performance.now();
	readonly #totals = new Map<string, { calls: number; ms: number }>();
	/** Milliseconds since the profile was begun. */
	readonly operations = new Spans(mostOperations);
	readonly stages = new Spans(mostStageSpans);

	/** Tells of the operations until disposed of; the backend has to be open. */
	listen(): Disposable {
		return timeOperations(this.operation);
	}

	/** For `RunOptions.onBusy`. */
	readonly stage = (name: string, start: number, end: number): void => {
		this.stages.add(name, start - this.#start, end - start);
	};

	readonly operation = (name: string, start: number, end: number): void => {
		const total = this.#totals.get(name);
		if (total) {
			total.calls++;
			total.ms += end - start;
		} else this.#totals.set(name, { calls: 1, ms: end - start });
		if (end - start >= shortestMs) this.operations.add(name, start - this.#start, end - start);
	};

	/** Those that took longest first. */
	totals(): OperationTotal[] {
		const all = [...this.#totals].map(([name, { calls, ms }]) => ({ name, calls, time: ms / 1000 }));
		return all.sort((a, b) => b.time - a.time);
	}

	/** Whether there was more than the trace holds. */
	get isCut(): boolean {
		return this.operations.length === mostOperations || this.stages.length === mostStageSpans;
	}

	/** Seconds since the profile was begun. */
	get seconds(): number {
		return (performance.now() - this.#start) / 1000;
	}
}
