import { Spans } from './spans.js';
import { timeOperations } from './time-operations.js';

/** Total of all calls of one operation. */
export interface OperationTotal {
	readonly name: string;
	readonly calls: number;
	/** Seconds. */
	readonly time: number;
}

/** Shortest operation in the trace, in milliseconds. Shorter ones, thousands a step, are only counted. */
const shortestMs = 0.02;

/** Limit of events in the trace, some tens of MB, which a viewer still opens. */
const mostOperations = 200_000;
const mostStageSpans = 100_000;

/** Time of a run's stages and of the backend's operations. */
export class Profile {
	readonly #start = performance.now();
	readonly #totals = new Map<string, { calls: number; ms: number }>();
	/** Milliseconds since the profile was begun. */
	readonly operations = new Spans(mostOperations);
	readonly stages = new Spans(mostStageSpans);

	/** Records operations until disposed of; the backend must be open. */
	listen(): Disposable {
		return timeOperations(this.operation);
	}

	/** Handler for `RunOptions.onBusy`. */
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

	/** Totals of the operations, longest first. */
	totals(): OperationTotal[] {
		const all = [...this.#totals].map(([name, { calls, ms }]) => ({ name, calls, time: ms / 1000 }));
		return all.sort((a, b) => b.time - a.time);
	}

	/** `true` if the trace does not hold everything. */
	get isCut(): boolean {
		return this.operations.length === mostOperations || this.stages.length === mostStageSpans;
	}

	/** Seconds since the profile was begun. */
	get seconds(): number {
		return (performance.now() - this.#start) / 1000;
	}
}
