import type { Stage } from './stage.js';

type State = 'busy' | 'waitingForInput' | 'waitingForRoom';

/** Called when a stage was busy, with start and end in milliseconds of `performance.now`. */
export type BusyListener = (stage: string, start: number, end: number) => void;

/** Counts a stage's items and its time by state. */
export class Meter {
	received = 0;
	emitted = 0;
	skipped = 0;
	#state: State = 'waitingForInput';
	#since = performance.now();
	readonly #spent = { busy: 0, waitingForInput: 0, waitingForRoom: 0 };

	#busySince = 0;

	/** @param onBusy told of each stretch of work, see `RunOptions` */
	constructor(
		readonly stage: Pick<Stage<never, unknown>, 'name' | 'types'>,
		readonly onBusy: BusyListener | undefined = undefined,
	) {}

	/** Books the time since the last call under the state that ends now. */
	enter(state: State): void {
		if (state !== this.#state) {
			this.#book();
			if (state === 'busy') this.#busySince = this.#since;
			else if (this.#state === 'busy') this.onBusy?.(this.stage.name, this.#busySince, this.#since);
			this.#state = state;
		}
	}

	report(): StageReport {
		this.#book();
		const { name, types } = this.stage;
		const { received, emitted, skipped } = this;
		return { name, types, received, emitted, skipped, ...this.#spent };
	}

	#book(): void {
		const now = performance.now();
		this.#spent[this.#state] += (now - this.#since) / 1000;
		this.#since = now;
	}
}

/** Counts and times of one stage so far in a run. */
export interface StageReport {
	readonly name: string;
	readonly types: string;
	readonly received: number;
	readonly emitted: number;
	readonly skipped: number;
	/** Seconds in which at least one item was in progress. */
	readonly busy: number;
	/** Seconds in which the stage had nothing to do. */
	readonly waitingForInput: number;
	/** Seconds in which its finished items waited for the next stage to take them. */
	readonly waitingForRoom: number;
}
