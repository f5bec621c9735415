import type { SummaryOptions } from './summary-options.js';

const greatestShare = 0.01;

/**
 * Schedule of histograms and pictures: the first step, the last and some between. Unless the options give the
 * interval, they take at most 1% of the time: steps of a small network may be shorter than a drawing.
 */
export class SummarySchedule {
	#spent = 0;
	readonly #start: number;
	#decided = { step: 0, isDue: false };

	/**
	 * @param steps of the whole run
	 * @param clock milliseconds
	 */
	constructor(
		readonly steps: number,
		readonly options: SummaryOptions,
		readonly clock = () => performance.now(),
	) {
		this.#start = clock();
	}

	/**
	 * Returns `true` if the step has a summary; the answer for one step never changes.
	 *
	 * @param step from 1
	 */
	isDue(step: number): boolean {
		if (step !== this.#decided.step) this.#decided = { step, isDue: this.#decide(step) };
		return this.#decided.isDue;
	}

	/** Runs the work and counts its time. */
	spend<T>(work: () => T): T {
		const before = this.clock();
		try {
			return work();
		} finally {
			this.#spent += this.clock() - before;
		}
	}

	#decide(step: number): boolean {
		const { everySteps } = this.options;
		if (step === 1 || step === this.steps) return true;
		if (everySteps !== undefined) return step % everySteps === 0;
		const every = Math.max(20, Math.ceil(this.steps / 50));
		return step % every === 0 && this.#spent <= greatestShare * (this.clock() - this.#start);
	}
}
