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
	/** Called when the number of slots in work, or finished and waiting to be taken, changes. */
	readonly onChange: (working: number, waiting: number) => void;
}

interface Slot<T> {
	outcome: { readonly items: readonly T[]; taken: number } | { readonly error: Error } | undefined;
}

/**
 * Ordered, bounded window of work that refills on each delivery. Highland's own `parallel(n)` refills only when its
 * buffer has drained, and reads inner streams to their end into memory.
 */
export function window<In, Out>(source: Stream<In>, work: Work<In, Out>): Stream<Out> {
	const slots: Array<Slot<Out>> = [];
	let working = 0;
	let pulling = false;
	let ended = false;
	let flushed = false;
	let wake: (() => void) | undefined;

	const changed = () => work.onChange(working, slots.length - working);

	const start = (result: Promise<readonly Out[]>) => {
		const slot: Slot<Out> = { outcome: undefined };
		slots.push(slot);
		working++;
		changed();
		const settle = (outcome: Slot<Out>['outcome']) => {
			slot.outcome = outcome;
			working--;
			changed();
			if (slots[0] === slot) {
				wake?.();
			}
		};
		result.then(
			(items) => settle({ items, taken: 0 }),
			(error: Error) => settle({ error }),
		);
	};

	const fill = () => {
		if (ended || pulling || work.stopped.aborted || slots.length >= work.size) {
			return;
		}

		pulling = true;
		source.pull((error, item) => {
			pulling = false;
			if (work.stopped.aborted) {
				return; // The run is over: whatever still arrives belongs to the custody.
			}

			if (error) {
				slots.push({ outcome: { error } });
			} else if (_.isNil(item)) {
				ended = true;
			} else {
				start(work.process(item as In));
			}

			wake?.();
			fill();
		});
	};

	/** Frees the head's slot, so that the next item can start before the last output has been dealt with. */
	const free = () => {
		slots.shift();
		changed();
		fill();
	};

	return _<Out>((push, next) => {
		const step = () => {
			wake = undefined;
			fill();
			const outcome = slots[0]?.outcome;
			if (outcome === undefined) {
				wait();
			} else if ('error' in outcome) {
				free();
				push(outcome.error);
				next();
			} else if (outcome.taken === outcome.items.length) {
				free();
				step();
			} else {
				const item = outcome.items[outcome.taken++] as Out;
				if (outcome.taken === outcome.items.length) {
					free();
				}

				push(null, item);
				next();
			}
		};

		const wait = () => {
			if (slots.length > 0 || !ended) {
				wake = step;
			} else if (flushed) {
				push(null, _.nil);
			} else {
				flushed = true;
				wake = step;
				start(work.flush());
			}
		};

		step();
	});
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
