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

/** Up to this many objects an item is not looked through for those that it holds twice. */
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
