import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'ava';
import { withSharedMemory } from '../../../src/nn/wasm/shared-memory.js';

const folder = mkdtempSync(path.join(tmpdir(), 'mmc-shared-wasm-'));

/** A module of an empty custom section and one memory. */
function binary(...memory: number[]): string {
	const file = path.join(folder, `${memory}.wasm`);
	writeFileSync(
		file,
		Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 0, 2, 1, 0x61, 5, memory.length + 1, 1, ...memory),
	);
	return file;
}

test('one bit is set, and the memory is one that threads can share', (t) => {
	const shared = withSharedMemory(binary(1, 1, 0x80, 1));
	t.deepEqual([...shared.subarray(-5)], [1, 3, 1, 0x80, 1]);
});

test('a memory without a greatest size is refused', (t) => {
	const file = binary(0, 1);
	t.throws(() => withSharedMemory(file), { message: `\`${file}\` has no memory of a greatest size` });
});
