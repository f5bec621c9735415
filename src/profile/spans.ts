/** Named time spans, some hundred thousand of them, in little memory. */
export class Spans {
	readonly #names: string[] = [];
	readonly #indices = new Map<string, number>();
	readonly #name: number[] = [];
	readonly #start: number[] = [];
	readonly #duration: number[] = [];

	/** @param most what comes after so many is not kept */
	constructor(readonly most: number) {}

	get length(): number {
		return this.#name.length;
	}

	add(name: string, start: number, duration: number): void {
		if (this.length === this.most) return;
		let index = this.#indices.get(name);
		if (index === undefined) {
			index = this.#names.push(name) - 1;
			this.#indices.set(name, index);
		}

		this.#name.push(index);
		this.#start.push(start);
		this.#duration.push(duration);
	}

	*[Symbol.iterator](): Generator<{
		readonly name: string;
		readonly start: number;
		readonly duration: number;
	}> {
		for (let i = 0; i < this.length; i++) {
			yield { name: this.#names[this.#name[i]!]!, start: this.#start[i]!, duration: this.#duration[i]! };
		}
	}
}
