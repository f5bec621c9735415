import { hammingDistance, type PerceptualHash } from './perceptual-hash.js';

/** An image that nearly equals one that is kept. */
export interface NearDuplicate {
	/** Places in the list. */
	readonly place: number;
	readonly of: number;
	/** Bits in which the hashes differ. */
	readonly distance: number;
}

/**
 * Goes through hashes in order. A hash that differs in at most `distance` bits from a kept one is a duplicate of the
 * first such one; any other is kept. So the result depends on the order alone, and no two kept ones are that near.
 *
 * Two hashes that differ in at most d bits agree in at least one of d + 1 parts: only those that do are compared.
 *
 * @param hashes `undefined` where there is none: that image stays
 * @param distance from 0 to 7
 */
export function findNearDuplicates(
	hashes: readonly (PerceptualHash | undefined)[],
	distance: number,
): readonly NearDuplicate[] {
	const count = Math.max(2, distance + 1);
	const parts = Array.from({ length: count }, (_, part) => new Part(part, count));
	const found: NearDuplicate[] = [];
	for (const [place, hash] of hashes.entries()) {
		if (hash === undefined) continue;
		let of = Number.POSITIVE_INFINITY;
		for (const part of parts) {
			for (const other of part.alike(hash)) {
				if (other < of && hammingDistance(hash, hashes[other]!) <= distance) of = other;
			}
		}

		if (of === Number.POSITIVE_INFINITY) {
			for (const part of parts) part.add(hash, place);
		} else {
			found.push({ place, of, distance: hammingDistance(hash, hashes[of]!) });
		}
	}

	return found;
}

/** Kept hashes, by some of their bits. */
class Part {
	readonly #places = new Map<number, number[]>();
	readonly #first: number;
	readonly #end: number;

	constructor(part: number, parts: number) {
		this.#first = Math.floor((64 * part) / parts);
		this.#end = Math.floor((64 * (part + 1)) / parts);
	}

	alike(hash: PerceptualHash): readonly number[] {
		return this.#places.get(this.#key(hash)) ?? [];
	}

	add(hash: PerceptualHash, place: number): void {
		const key = this.#key(hash);
		const places = this.#places.get(key);
		if (places) places.push(place);
		else this.#places.set(key, [place]);
	}

	/** Returns the bits of the part, counted from the highest: 32 at most. */
	#key([high, low]: PerceptualHash): number {
		if (this.#end <= 32) return bitsOf(high, this.#first, this.#end);
		if (this.#first >= 32) return bitsOf(low, this.#first - 32, this.#end - 32);
		return bitsOf(high, this.#first, 32) * 2 ** (this.#end - 32) + bitsOf(low, 0, this.#end - 32);
	}
}

function bitsOf(word: number, from: number, to: number): number {
	return ((word << from) >>> 0) >>> (32 - to + from);
}
