/** The only file that touches Highland. See docs/architecture.md for why each call is made the way it is. */
import _ from 'highland';

type Stream<T> = Highland.Stream<T>;

/** Items one by one, each asked for only when something downstream pulls. */
export function fromIterator<T>(iterator: Iterator<T> | AsyncIterator<T>): Stream<T> {
	return _<T>((push, next) => {
		const take = (result: IteratorResult<T>) => {
			if (result.done) {
				push(null, _.nil);
			} else {
				push(null, result.value);
				next();
			}
		};

		const fail = (error: unknown) => {
			push(error as Error);
			push(null, _.nil);
		};

		try {
			const result = iterator.next();
			if (result instanceof Promise) {
				result.then(take, fail);
			} else {
				take(result as IteratorResult<T>);
			}
		} catch (error) {
			fail(error);
		}
	});
}

export interface Work<in In, out Out> {
	/** Number of items that may be in progress, or finished and not yet taken. */
	readonly size: number;
	readonly process: (item: In) => Promise<readonly Out[]>;
	/** Called once, after every `process` has settled. */
	readonly flush: () => Promise<readonly Out[]>;
	/** Once aborted nothing more is pulled. */
	readonly stopped: AbortSignal;
	/** Called when the number of slots in progress, or of finished ones waiting to be taken, changes. */
	readonly onChange: (working: number, waiting: number) => void;
}

/** An item in progress, or an error of the source. Without an outcome the work has not settled yet. */
interface Slot<T> {
	outcome: { readonly items: readonly T[]; taken: number } | { readonly error: Error } | undefined;
}

/** Highland's way to answer a demand: an error, an output or the end, and then `next` but for the end. */
type Push<T> = (error: Error | null, output?: T | Highland.Nil) => void;
type Next = () => void;

/**
 * Ordered, bounded window of work that refills on each delivery. Highland's own `parallel(n)` refills only when its
 * buffer has drained, and reads inner streams to their end into memory.
 */
export function window<In, Out>(source: Stream<In>, work: Work<In, Out>): Stream<Out> {
	const items = new Window(source, work);
	return _<Out>((push, next) => items.deliver(push, next));
}

/**
 * The slots of a window, in the order of their items. Three things happen to it, each a method; the oldest slot decides
 * what comes of them:
 *
 * | oldest slot             | `deliver`: a demand             | `#settle`: work is done     | `#arrive`: an item, or the end |
 * | ----------------------- | ------------------------------- | --------------------------- | ------------------------------ |
 * | none, the source goes on | waits                          | –                           | starts the item's work         |
 * | its work is not settled | waits                           | of this slot: the wait ends | starts the item's work         |
 * | has outputs left        | gives one; the last frees it    | –                           | starts the item's work         |
 * | has no outputs          | frees it, looks at the next     | –                           | starts the item's work         |
 * | failed                  | frees it, gives the error       | –                           | starts the item's work         |
 * | none, the source ended  | starts the flush; then the end  | of the flush: as above      | –                              |
 *
 * Each event fills the free slots: one pull of the source at a time, none once the run is over.
 */
class Window<In, Out> {
	readonly #slots: Array<Slot<Out>> = [];
	#working = 0;
	#isPulling = false;
	#hasEnded = false;
	#hasFlushed = false;
	/** Takes up the delivery that waits for the oldest slot. */
	#wake: (() => void) | undefined;

	constructor(
		readonly source: Stream<In>,
		readonly work: Work<In, Out>,
	) {}

	/** Answers one demand, at once or when the oldest slot has settled. */
	deliver(push: Push<Out>, next: Next): void {
		this.#wake = undefined;
		this.#fill();
		const outcome = this.#slots[0]?.outcome;
		if (outcome === undefined) {
			this.#wait(push, next);
		} else if ('error' in outcome) {
			this.#free();
			push(outcome.error);
			next();
		} else if (outcome.taken === outcome.items.length) {
			this.#free();
			this.deliver(push, next);
		} else {
			const item = outcome.items[outcome.taken++] as Out;
			// Before the push: the next item can start before this output has been dealt with.
			if (outcome.taken === outcome.items.length) this.#free();
			push(null, item);
			next();
		}
	}

	#wait(push: Push<Out>, next: Next): void {
		if (this.#slots.length > 0 || !this.#hasEnded) {
			this.#wake = () => this.deliver(push, next);
		} else if (this.#hasFlushed) {
			push(null, _.nil);
		} else {
			this.#hasFlushed = true;
			this.#wake = () => this.deliver(push, next);
			this.#start(this.work.flush());
		}
	}

	#fill(): void {
		const { size, stopped } = this.work;
		if (this.#hasEnded || this.#isPulling || stopped.aborted || this.#slots.length >= size) return;
		this.#isPulling = true;
		this.source.pull((error, item) => this.#arrive(error, item));
	}

	#arrive(error: Error | null | undefined, item: In | Highland.Nil): void {
		this.#isPulling = false;
		if (this.work.stopped.aborted) return; // The run is over: whatever still arrives belongs to the custody.
		if (error) this.#slots.push({ outcome: { error } });
		else if (_.isNil(item)) this.#hasEnded = true;
		else this.#start(this.work.process(item as In));
		this.#wake?.();
		this.#fill();
	}

	#start(result: Promise<readonly Out[]>): void {
		const slot: Slot<Out> = { outcome: undefined };
		this.#slots.push(slot);
		this.#working++;
		this.#tellChange();
		result.then(
			(items) => this.#settle(slot, { items, taken: 0 }),
			(error: Error) => this.#settle(slot, { error }),
		);
	}

	#settle(slot: Slot<Out>, outcome: Slot<Out>['outcome']): void {
		slot.outcome = outcome;
		this.#working--;
		this.#tellChange();
		if (this.#slots[0] === slot) this.#wake?.();
	}

	#free(): void {
		this.#slots.shift();
		this.#tellChange();
		this.#fill();
	}

	#tellChange(): void {
		this.work.onChange(this.#working, this.#slots.length - this.#working);
	}
}

/** The next item, or `undefined` at the end; rejects with the stream's error. */
export async function pull<T>(stream: Stream<T>): Promise<{ readonly value: T } | undefined> {
	return new Promise((resolve, reject) => {
		stream.pull((error, item) => {
			if (error) {
				reject(error);
			} else {
				resolve(_.isNil(item) ? undefined : { value: item as T });
			}
		});
	});
}
