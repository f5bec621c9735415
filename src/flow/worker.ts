import { type Random, randomFor } from '../math/random.js';
import { type Custody, ownsAnything } from './custody.js';
import { DropRateError, StageError } from './errors.js';
import { type BusyListener, Meter } from './meter.js';
import type { Operator, Stage } from './stage.js';

/** An item in flight, with the index of the source item it came from (see `ItemContext`). */
export interface Parcel {
	readonly item: unknown;
	readonly index: string;
}

/** Context shared by all workers of a run. */
export interface WorkContext {
	readonly seed: number;
	readonly signal: AbortSignal;
	readonly custody: Custody;
	readonly maxDropRate: number;
	readonly onSkip: (error: StageError) => void;
	readonly onBusy: BusyListener | undefined;
}

/** Context of one worker. */
export interface OwnContext extends WorkContext {
	/** Name that its random numbers depend on, besides the seed and the item's index; no other worker has the same. */
	readonly randomName: string;
}

/** Number of items below which a drop rate says little, so the run is judged at its end. */
const fewItems = 100;

/** One stage at work in one run: wraps its operator with ownership, randomness, quarantine and counting. */
export class Worker {
	readonly meter: Meter;
	#lastIndex = 'none';
	#lastFailure: StageError | undefined;
	/** Items in progress, in their order, if items may be skipped. */
	readonly #underWay = new Set<Promise<unknown>>();

	constructor(
		readonly stage: Stage<unknown, unknown>,
		readonly operator: Operator<unknown, unknown>,
		readonly context: OwnContext,
	) {
		this.meter = new Meter(stage, context.onBusy);
	}

	/**
	 * Passes one item through the stage. What the item owns is released unless an output holds it too. Skipped items
	 * that were in progress at the same time are reported in their order, so that two runs report the same.
	 */
	handle(parcel: Parcel): Promise<readonly Parcel[]> {
		if (this.stage.onError === 'fail') return this.#pass(parcel, []);

		const work = this.#pass(parcel, [...this.#underWay]);
		const done = () => this.#underWay.delete(work);
		this.#underWay.add(work);
		work.then(done, done);
		return work;
	}

	async #pass({ item, index }: Parcel, earlier: readonly Promise<unknown>[]): Promise<readonly Parcel[]> {
		const { stage, operator, meter, context } = this;
		meter.received++;
		this.#lastIndex = index;
		try {
			if (stage.buffers && ownsAnything(item)) {
				throw new TypeError('it keeps items for later, so it cannot take items that own tensors');
			}

			const random = lazyRandom(context.seed, context.randomName, index);
			return this.#emit(index, await operator.process(item, { index, random, signal: context.signal }));
		} catch (error) {
			await Promise.allSettled(earlier);
			this.#quarantine(new StageError(stage.name, `item ${index}`, pathOf(item), error));
			return [];
		} finally {
			context.custody.release(item);
		}
	}

	/** Returns what the stage still holds at the end of the run. */
	async flush(): Promise<readonly Parcel[]> {
		try {
			return this.#emit(`${this.#lastIndex}.end`, (await this.operator.flush?.()) ?? []);
		} catch (error) {
			throw new StageError(this.stage.name, 'its last items', undefined, error);
		}
	}

	/** @throws {DropRateError} when more items went into quarantine than the run allows */
	checkDropRate(): void {
		const { skipped, received } = this.meter;
		if (skipped > this.context.maxDropRate * received) {
			throw new DropRateError(
				this.stage.name,
				skipped,
				received,
				this.context.maxDropRate,
				this.#lastFailure,
			);
		}
	}

	#emit(index: string, outputs: Iterable<unknown>): readonly Parcel[] {
		const items = Array.from(outputs);
		this.meter.emitted += items.length;
		return items.map((item, position) => {
			this.context.custody.take(item);
			return { item, index: items.length === 1 ? index : `${index}.${position}` };
		});
	}

	#quarantine(failure: StageError): void {
		if (this.stage.onError === 'fail' || this.context.signal.aborted) {
			throw failure;
		}

		this.meter.skipped++;
		this.#lastFailure = failure;
		this.context.onSkip(failure);
		if (this.meter.received >= fewItems) {
			this.checkDropRate();
		}
	}
}

/** Most stages draw nothing, so the generator is seeded on the first draw. */
function lazyRandom(seed: number, name: string, index: string): Random {
	let random: Random | undefined;
	return () => {
		random ??= randomFor(seed, name, index);
		return random();
	};
}

function pathOf(item: unknown): string | undefined {
	const path = (item as { readonly path?: unknown } | null | undefined)?.path;
	return typeof path === 'string' ? path : undefined;
}
