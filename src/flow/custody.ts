/**
 * Who owns what outside the JavaScript heap: every `Disposable` (a tensor, say) that is reachable from an item
 * belongs to the custody from the moment a stage emits it until no later item holds it.
 */
export class Custody implements Disposable {
	/** How many items in the flow hold each disposable: a stage may put its input's tensors into its output. */
	readonly #holders = new Map<Disposable, number>();
	#closed = false;

	get size(): number {
		return this.#holders.size;
	}

	/** Counts `item` as one more holder of what it owns. */
	take(item: unknown): void {
		visit(item, (owned) => {
			this.#holders.set(owned, (this.#holders.get(owned) ?? 0) + 1);
		});
		if (this.#closed) {
			this.release(item); // Work that settles after the end of the run has nobody left to give to.
		}
	}

	/** Counts `item` as a holder no longer, and disposes what nobody holds. */
	release(item: unknown): void {
		visit(item, (owned) => {
			const holders = this.#holders.get(owned);
			if (holders === undefined) {
				return;
			}

			if (holders > 1) {
				this.#holders.set(owned, holders - 1);
			} else {
				this.#holders.delete(owned);
				owned[Symbol.dispose]();
			}
		});
	}

	[Symbol.dispose](): void {
		this.#closed = true;
		const held = [...this.#holders.keys()];
		this.#holders.clear();
		for (const owned of held) {
			owned[Symbol.dispose]();
		}
	}
}

/** Whether `item` is, or holds, something that has to be disposed. */
export function ownsAnything(item: unknown): boolean {
	let found = false;
	visit(item, () => {
		found = true;
	});
	return found;
}

/** Items are shallow; the limit is there so that one that refers to itself does not hang the run. */
const deepest = 6;

/** Calls `found` for each disposable in `item`, looking into arrays and plain objects but not into other classes. */
function visit(item: unknown, found: (owned: Disposable) => void, depth = 0): void {
	if (typeof item !== 'object' || item === null || ArrayBuffer.isView(item) || depth > deepest) {
		return;
	}

	if (Symbol.dispose in item) {
		found(item as Disposable);
	} else if (Array.isArray(item)) {
		for (const element of item) {
			visit(element, found, depth + 1);
		}
	} else if (isPlainObject(item)) {
		for (const key in item) {
			visit((item as Record<string, unknown>)[key], found, depth + 1);
		}
	}
}

function isPlainObject(value: object): boolean {
	const prototype = Object.getPrototypeOf(value);
	return prototype === Object.prototype || prototype === null;
}
