import type { SummaryOptions } from './summary-options.js';

const greatestShare = 0.01;

/**
 * Of which steps histograms and pictures are made: the first, the last and some between. Where the options do not say,
 * the time that is spent on them is held to 1%: steps of a small network may be shorter than drawing what it sees.
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

	/** The same whenever it is asked of one step. @param step from 1 */
	isDue(step: number): boolean {
		if (step !== this.#decided.step) this.#decided = { step, isDue: this.#decide(step) };
		return this.#decided.isDue;
	}

	/** Does the work and counts how long it takes. */
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
