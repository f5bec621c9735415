import { move, transferableSymbol, valueSymbol } from 'piscina';

/**
 * Marks the result of a task as one whose memory moves to the caller, where it would be copied otherwise. In JavaScript,
 * so that threads in JavaScript can import it.
 *
 * @template T
 * @param {T} result
 * @param {readonly ArrayBufferLike[]} memory of the result
 * @returns {T} with a mark that the pool takes off
 */
export function moved(result, memory) {
	return /** @type {any} */ (
		move(/** @type {any} */ ({ [transferableSymbol]: memory, [valueSymbol]: result }))
	);
}
