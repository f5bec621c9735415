import { readFileSync } from 'node:fs';

/**
 * Returns a WebAssembly binary whose memory threads may share: one bit of its memory's description is set. Its code
 * stays as it is, for one thread; other threads may run other code on the same memory.
 *
 * @throws {Error} when its memory has no greatest size, which shared memory needs
 */
export function withSharedMemory(file: string): Uint8Array {
	const binary = Uint8Array.from(readFileSync(file));
	const at = findMemory(binary);
	if (binary[at] !== hasMaximum) throw new Error(`\`${file}\` has no memory of a greatest size`);
	binary[at] = hasMaximum | isShared;
	return binary;
}

const [hasMaximum, isShared] = [1, 2];
const memorySection = 5;

/** Position of the first memory's flags: after the section's number, its size, and the count of memories. */
function findMemory(binary: Uint8Array): number {
	for (let at = 8; at < binary.length; ) {
		const section = binary[at]!;
		const [size, start] = readNumber(binary, at + 1);
		if (section === memorySection) return start + 1;
		at = start + size;
	}
	return -1;
}

/** Reads a LEB128 number. */
function readNumber(binary: Uint8Array, from: number): [value: number, end: number] {
	let [value, at] = [0, from];
	for (let shift = 0; ; shift += 7) {
		const byte = binary[at++]!;
		value += (byte & 127) * 2 ** shift;
		if (byte < 128) return [value, at];
	}
}
