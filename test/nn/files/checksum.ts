import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'ava';
import { verifyChecksum, withChecksum } from '../../../src/nn/files/checksum.js';

const folder = await mkdtemp(path.join(tmpdir(), 'checksum-'));

async function* chunksOf(...lengths: readonly number[]) {
	for (const length of lengths) yield new Uint8Array(length).map((_, i) => i % 251);
}

async function write(name: string, chunks: AsyncIterable<Uint8Array>): Promise<string> {
	const file = path.join(folder, name);
	await writeFile(file, chunks);
	return file;
}

test('a file of any length, in any chunks, is whole', async (t) => {
	for (const lengths of [[1], [7, 0, 25], [2 ** 20 - 32, 1], [2 ** 20], [2 ** 20 - 5, 3], [3_000_000, 1]]) {
		const file = await write(lengths.join('-'), withChecksum(chunksOf(...lengths)));
		await t.notThrowsAsync(verifyChecksum(file), lengths.join());
	}
});

test('one bit is missed nowhere', async (t) => {
	const bytes: number[] = [];
	for await (const chunk of withChecksum(chunksOf(60))) bytes.push(...chunk);
	t.is(bytes.length, 60 + 32);
	for (const at of bytes.keys()) {
		const damaged = Uint8Array.from(bytes);
		damaged[at]! ^= 1;
		const file = path.join(folder, 'damaged');
		await writeFile(file, damaged);
		await t.throwsAsync(
			verifyChecksum(file),
			{ message: /`.*damaged` does not match its checksum/ },
			`byte ${at}`,
		);
	}
});

test('a file that was not written to its end is not whole', async (t) => {
	const bytes: number[] = [];
	for await (const chunk of withChecksum(chunksOf(60))) bytes.push(...chunk);
	for (const length of [0, 1, 32, 33, 60, 91]) {
		const file = path.join(folder, `cut-${length}`);
		await writeFile(file, Uint8Array.from(bytes.slice(0, length)));
		await t.throwsAsync(verifyChecksum(file), { message: /has only|does not match/ }, `${length} bytes`);
	}
});
