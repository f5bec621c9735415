/** Typed arrays that grow by doubling, as `Array` does, and are cut to size at the end. */

const firstSize = 1024;

export class GrowingNumbers<Numbers extends Uint32Array | Float64Array> {
	#values: Numbers;
	#length = 0;

	constructor(readonly make: (size: number) => Numbers) {
		this.#values = make(firstSize);
	}

	get length(): number {
		return this.#length;
	}

	push(...values: readonly number[]): void {
		if (this.#length + values.length > this.#values.length) {
			const larger = this.make(2 * this.#values.length);
			larger.set(this.#values);
			this.#values = larger;
		}

		for (const value of values) this.#values[this.#length++] = value;
	}

	trimmed(): Numbers {
		return this.#values.slice(0, this.#length) as Numbers;
	}
}

export class GrowingBytes {
	#bytes = Buffer.alloc(firstSize);
	#length = 0;

	/**
	 * Appends a text's UTF-8 bytes.
	 *
	 * @returns how many bytes there are now
	 * @throws {RangeError} when they do not fit into 4 GB
	 */
	append(text: string): number {
		// A UTF-16 code unit has at most three bytes.
		const needed = this.#length + 3 * text.length;
		if (needed > this.#bytes.length) {
			const larger = Buffer.alloc(Math.max(needed, Math.min(2 * this.#bytes.length, 2 ** 32 - 1)));
			larger.set(this.#bytes);
			this.#bytes = larger;
		}

		this.#length += this.#bytes.write(text, this.#length);
		return this.#length;
	}

	trimmed(): Uint8Array {
		return new Uint8Array(this.#bytes.subarray(0, this.#length));
	}
}
