import type { Awaitable } from './awaitable.js';
import { Custody } from './custody.js';
import { messageOf, StageError, StoppedError } from './errors.js';
import { fromIterator, pull, window } from './highland.js';
import { type BusyListener, Meter, type StageReport } from './meter.js';
import { type Plan, withAdded } from './plan.js';
import { type AddedStages, inOpeningOrder, type Resource } from './resource.js';
import { segmentWork } from './segment.js';
import type { Collector, Progress, Sink } from './sink.js';
import type { Stage } from './stage.js';
import { type Parcel, Worker } from './worker.js';

/** Settings of one run of a flow, and its listeners. All are optional; without them it runs with seed 0 to its end. */
export interface RunOptions {
	/** Seed of every random number of the run. */
	readonly seed?: number;
	/**
	 * Stops at once: work in progress is awaited and released, and the run rejects with the signal's reason in any
	 * phase: opening, listing, working, summing up or closing.
	 */
	readonly signal?: AbortSignal;
	/**
	 * Stops early but in order: no more items are taken from the source, and the run ends with its result, or rejects with
	 * a `StoppedError` where its sink needs all items, or nothing has begun.
	 */
	readonly stop?: AbortSignal;
	/** Called once when the run stops early. A source that has ended before is not stopped. */
	readonly onStop?: () => void;
	/** The share of items that stages with `onError: 'skip'` may drop, in [0, 1]. */
	readonly maxDropRate?: number;
	/** Stages to insert for this run, each kind after the stage of its name. Default: none. */
	readonly added?: AddedStages | undefined;
	/** Called with each line that a resource has for the user while it is opened. */
	readonly onTell?: (line: string) => void;
	/** Called for each item put into quarantine. */
	readonly onSkip?: (error: StageError) => void;
	/** Called after each item that has reached the sink. */
	readonly onProgress?: (progress: Progress, stages: () => readonly StageReport[]) => void;
	/** Called for each time span in which a stage was busy. */
	readonly onBusy?: BusyListener;
	/** Called once at the end, however the run ended. */
	readonly onEnd?: (stages: readonly StageReport[]) => void;
}

/** Executes a plan; see `RunOptions`. */
export async function run<R>(plan: Plan, sink: Sink<never, R>, options: RunOptions = {}): Promise<R> {
	const session = new Session(withAdded(plan, options.added), sink, options);
	let result: R;
	try {
		result = await session.execute();
	} catch (error) {
		// The first error is the relevant one: errors while closing after it are mostly its consequence.
		const reason = options.signal?.aborted ? options.signal.reason : error;
		await session.end().catch(() => {});
		throw reason;
	}

	await session.end();
	options.signal?.throwIfAborted();
	return result;
}

class Session<R> {
	readonly #custody = new Custody();
	readonly #signal: AbortSignal;
	/** Aborted when nothing more may be pulled. */
	readonly #over = new AbortController();
	/** Work that the end of the run must wait for. */
	readonly #working = new Set<Promise<unknown>>();
	readonly #closers: Array<() => Awaitable<void>> = [];
	readonly #workers: Worker[] = [];
	/** Number of stages of each name. */
	readonly #named = new Map<string, number>();
	/** Aborted when an opening should give up. */
	readonly #openingSignal: AbortSignal;
	readonly #sourceMeter: Meter;
	readonly #sinkMeter: Meter;
	#first = 0;
	#isStopped = false;

	constructor(
		readonly plan: Plan,
		readonly sink: Sink<never, R>,
		readonly options: RunOptions,
	) {
		this.#signal = options.signal ?? new AbortController().signal;
		this.#openingSignal = options.stop ? AbortSignal.any([this.#signal, options.stop]) : this.#signal;
		this.#sourceMeter = new Meter(plan.source, options.onBusy);
		this.#sinkMeter = new Meter(sink, options.onBusy);
	}

	async execute(): Promise<R> {
		this.#refuseEnded();
		for (const resource of inOpeningOrder(this.#uses())) {
			const { seed = 0, added, onTell = () => {} } = this.options;
			const context = { seed, signal: this.#openingSignal, added, tell: onTell };
			await this.#open(resource.open(context), () => resource.close());
		}

		let stream = fromIterator(this.#openSource());
		for (const segment of this.plan.segments) {
			const work = segmentWork(await this.#openStages(segment as readonly Stage<unknown, unknown>[]));
			stream = window(stream, {
				...work,
				stopped: this.#over.signal,
				process: (parcel) => this.#track(work.process(parcel)),
				flush: () => this.#track(work.flush()),
			});
		}

		const collector = await this.#open(this.sink.open(), (opened) => opened.close?.());
		await this.#drain(stream, collector);
		if (this.#isStopped && this.sink.needsAll) throw new StoppedError(this.#sinkMeter.received);

		// The rest of a resumed run may be a few items, too few to judge by.
		if (this.#first === 0) {
			for (const worker of this.#workers) {
				worker.checkDropRate();
			}
		}

		return named(this.sink.name, 'the end', () => collector.result({ signal: this.#signal }));
	}

	#uses(): readonly Resource<unknown>[] {
		const { source, segments } = this.plan;
		return [source, ...segments.flat(), this.sink].flatMap(({ uses = [] }) => uses);
	}

	/** Waits for the work in progress, releases what is held, and closes everything, however the run ended. */
	async end(): Promise<void> {
		this.#over.abort();
		await Promise.allSettled(this.#working);
		this.#custody[Symbol.dispose]();
		try {
			await closeAll(this.#closers);
		} finally {
			this.options.onEnd?.(this.#report());
		}
	}

	async #drain(stream: Highland.Stream<Parcel>, collector: Collector<never, R>): Promise<void> {
		const meter = this.#sinkMeter;
		for (;;) {
			this.#signal.throwIfAborted();
			const next = await this.#unlessAborted(pull(stream));
			if (next === undefined) break;

			const { item, index } = next.value;
			meter.received++;
			meter.enter('busy');
			const progress = await named(this.sink.name, `item ${index}`, () => collector.write(item as never));
			meter.enter('waitingForInput');
			this.#custody.release(item);
			if (progress) {
				this.options.onProgress?.(progress, () => this.#report());
			}
		}

		this.#signal.throwIfAborted();
	}

	async #openStages(stages: readonly Stage<unknown, unknown>[]): Promise<readonly Worker[]> {
		const { seed = 0, maxDropRate = 0.1, onSkip = () => {}, onBusy } = this.options;
		const context = { seed, maxDropRate, onSkip, onBusy, signal: this.#signal, custody: this.#custody };
		const opened: Worker[] = [];
		for (const stage of stages) {
			const operator = await this.#open(stage.open(), (operator) => operator.close?.());
			opened.push(new Worker(stage, operator, { ...context, randomName: this.#randomName(stage.name) }));
		}

		this.#workers.push(...opened);
		return opened;
	}

	/** The stage's name; of a name that stages before it have, with a number, so that they draw other numbers. */
	#randomName(name: string): string {
		const count = (this.#named.get(name) ?? 0) + 1;
		this.#named.set(name, count);
		return count === 1 ? name : `${name}#${count}`;
	}

	/** The source's items, numbered; ends early when the run is asked to stop. */
	#openSource(): Iterator<Parcel> | AsyncIterator<Parcel> {
		this.#first = this.plan.source.first?.() ?? 0;
		let index = this.#first;
		const items = this.plan.source.open({ seed: this.options.seed ?? 0, signal: this.#signal });
		const iterator = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
		this.#closers.push(async () => void (await iterator.return?.()));
		const meter = this.#sourceMeter;
		const parcel = (result: IteratorResult<unknown>): IteratorResult<Parcel> => {
			meter.enter('waitingForRoom');
			if (result.done) {
				return result;
			}

			this.#custody.take(result.value);
			meter.emitted++;
			return { value: { item: result.value, index: String(index++) } };
		};

		const next = () => {
			if (this.options.stop?.aborted) {
				if (!this.#isStopped) this.options.onStop?.();
				this.#isStopped = true;
				return { done: true, value: undefined };
			}

			meter.enter('busy');
			const result = iterator.next();
			return result instanceof Promise
				? this.#track(result).then(parcel)
				: parcel(result as IteratorResult<unknown>);
		};
		return { next } as Iterator<Parcel> | AsyncIterator<Parcel>;
	}

	#track<T>(work: Promise<T>): Promise<T> {
		this.#working.add(work);
		const forget = () => this.#working.delete(work);
		work.then(forget, forget);
		return work;
	}

	/** Waits for an opening even once the run is aborted, so that the result can be closed. */
	async #open<T>(opening: Awaitable<T>, close: (opened: T) => Awaitable<void>): Promise<T> {
		const opened = await Promise.resolve(opening).catch((error) => {
			this.#refuseEnded(); // Otherwise it says that it was aborted.
			throw error;
		});
		this.#closers.push(() => close(opened));
		this.#refuseEnded();
		return opened;
	}

	/** Turns an orderly stop into an immediate one while no work is in progress. */
	#refuseEnded(): void {
		this.#signal.throwIfAborted();
		if (this.options.stop?.aborted) throw new StoppedError(0);
	}

	#unlessAborted<T>(work: Promise<T>): Promise<T> {
		return new Promise((resolve, reject) => {
			const abort = () => reject(this.#signal.reason);
			if (this.#signal.aborted) abort(); // The event does not fire again.
			const forget = () => this.#signal.removeEventListener('abort', abort);
			this.#signal.addEventListener('abort', abort, { once: true });
			work.then(resolve, reject).then(forget);
		});
	}

	#report(): readonly StageReport[] {
		const meters = [this.#sourceMeter, ...this.#workers.map((worker) => worker.meter), this.#sinkMeter];
		return meters.map((meter) => meter.report());
	}
}

/** Wraps errors of `work` with the name of the source or sink. */
async function named<T>(name: string, item: string, work: () => Awaitable<T>): Promise<T> {
	try {
		return await work();
	} catch (error) {
		throw new StageError(name, item, undefined, error);
	}
}

/** Closes in reverse order of opening; one that throws does not keep the others from closing. */
async function closeAll(closers: Array<() => Awaitable<void>>): Promise<void> {
	const failures: unknown[] = [];
	for (const close of closers.reverse()) {
		try {
			await close();
		} catch (error) {
			failures.push(error);
		}
	}

	if (failures.length > 0) {
		throw new AggregateError(failures, `Closing the run failed: ${failures.map(messageOf).join('; ')}`);
	}
}
