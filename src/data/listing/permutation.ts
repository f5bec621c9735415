import { randomFor } from '../../math/random.js';

const ROUNDS = 4;

/**
 * Random order of 0 … n − 1 that takes no memory and can be entered anywhere: a Feistel network over a rectangle of a
 * × b ≥ n places, iterated until it meets a place below n (Black and Rogaway 2002).
 *
 * @param n how many, at most 2³²
 * @returns the number at a place, for 0 ≤ place < n; every number stands at exactly one place
 */
export function permutation(n: number, seed: number): (place: number) => number {
	const a = Math.ceil(Math.sqrt(n));
	const b = Math.ceil(n / a);
	const random = randomFor(seed, 'permutation', `${n}`);
	const keys = Array.from({ length: 2 * ROUNDS }, () => Math.floor(random() * 2 ** 32));

	const walk = (place: number): number => {
		let left = Math.floor(place / b);
		let right = place % b;
		for (let round = 0; round < 2 * ROUNDS; round += 2) {
			left = (left + scramble(right, keys[round]!)) % a;
			right = (right + scramble(left, keys[round + 1]!)) % b;
		}
		return left * b + right;
	};

	return (place) => {
		let number = walk(place);
		while (number >= n) number = walk(number);
		return number;
	};
}

/** Mixes a key into a number: Austin Appleby's 32-bit finaliser (MurmurHash3) with the key between its halves. */
function scramble(value: number, key: number): number {
	let x = Math.imul(value ^ key, 0x85_eb_ca_6b);
	x = Math.imul(x ^ (x >>> 13) ^ key, 0xc2_b2_ae_35);
	return (x ^ (x >>> 16)) >>> 0;
}
