/**
 * Ownership of everything outside the JavaScript heap. Every `Disposable` (a tensor, say) that is reachable from an
 * item belongs to the custody from the moment a stage emits it until no later item holds it.
 */
export class Custody implements Disposable {
	/** Number of items in the flow that hold each disposable: a stage may put its input's tensors into its output. */
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

	/** Removes `item` as a holder, and disposes what nobody holds. */
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

/** Returns `true` if `item` is, or holds, something to dispose. */
export function ownsAnything(item: unknown): boolean {
	let found = false;
	visit(item, () => {
		found = true;
	});
	return found;
}

/** Number of objects up to which an item is not searched for objects that it holds twice. */
const fewObjects = 64;

/**
 * Calls `found` for each disposable in `item`, looking into arrays and plain objects, however deep, but not into other
 * classes. An item may refer to itself.
 */
function visit(item: unknown, found: (owned: Disposable) => void): void {
	if (!isObject(item)) return;
	const objects: object[] = [item];
	let seen: Set<object> | undefined;
	const add = (part: unknown) => {
		if (!isObject(part)) return;
		if (objects.length >= fewObjects) seen ??= new Set(objects);
		if (seen?.has(part)) return;
		seen?.add(part);
		objects.push(part);
	};

	for (const object of objects) {
		if (Symbol.dispose in object) {
			found(object as Disposable);
		} else if (Array.isArray(object)) {
			for (const element of object) add(element);
		} else if (isPlainObject(object)) {
			for (const key in object) add((object as Record<string, unknown>)[key]);
		}
	}
}

function isObject(value: unknown): value is object {
	return typeof value === 'object' && value !== null && !ArrayBuffer.isView(value);
}

function isPlainObject(value: object): boolean {
	const prototype = Object.getPrototypeOf(value);
	return prototype === Object.prototype || prototype === null;
}
