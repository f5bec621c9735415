/** Uniform numbers in [0, 1). */
export type Random = () => number;

/** Returns the 32-bit FNV-1a hash of `text`'s UTF-8 bytes, as an unsigned integer. */
export function fnv1a(text: string): number {
	let hash = 0x81_1c_9d_c5;
	for (const byte of Buffer.from(text)) {
		hash = Math.imul(hash ^ byte, 0x01_00_01_93);
	}

	return hash >>> 0;
}

/** Tommy Ettinger's Mulberry32. Reference values use it, because it is four lines in any language. */
export function mulberry32(seed: number): Random {
	let state = seed | 0;
	return () => {
		state = (state + 0x6d_2b_79_f5) | 0;
		let t = Math.imul(state ^ (state >>> 15), 1 | state);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
	};
}

/**
 * Random numbers of an item: a pure function of the run's `seed`, a `name` (the stage's) and the item's `index`.
 * Chris Doty-Humphrey's sfc32 with 128 bits of state, so that millions of items do not collide, as with a 32-bit
 * seed.
 */
export function randomFor(seed: number, name: string, index: string): Random {
	const key = `${seed}:${name}:${index}`;
	let [a, b, c, counter] = [fnv1a(`a${key}`), fnv1a(`b${key}`), fnv1a(`c${key}`), 1];
	const random = () => {
		const t = (((a + b) | 0) + counter) | 0;
		counter = (counter + 1) | 0;
		a = b ^ (b >>> 9);
		b = (c + (c << 3)) | 0;
		c = ((c << 21) | (c >>> 11)) + t;
		c |= 0;
		return (t >>> 0) / 2 ** 32;
	};
	for (let round = 0; round < 12; round++) {
		random(); // The author's advice: twelve rounds until every bit of the seed has reached every bit of state.
	}

	return random;
}
