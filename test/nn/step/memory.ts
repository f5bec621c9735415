/** Files of weights take no more memory than the network in them. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import test from 'ava';
import { vitConfig, vitShapes } from '../../../src/nn/vit/config.js';

const folder = await mkdtemp(path.join(tmpdir(), 'memory-'));
test.after.always(() => rm(folder, { recursive: true, force: true }));

/** A ViT-B of zeros that take no room on the disk, and its size in bytes. */
async function writeSparse(file: string): Promise<number> {
	const header: Record<string, unknown> = {};
	let offset = 0;
	for (const [name, shape] of vitShapes(vitConfig('base'))) {
		const end = offset + shape.reduce((product, side) => product * side, 4);
		header[name] = { dtype: 'F32', shape, data_offsets: [offset, end] };
		offset = end;
	}
	const text = Buffer.from(JSON.stringify(header));
	const length = Buffer.alloc(8);
	length.writeBigUInt64LE(BigInt(text.length));
	await writeFile(file, Buffer.concat([length, text]));
	await truncate(file, 8 + text.length + offset);
	return 8 + text.length + offset;
}

test('reading a file of 343 MB takes the memory of a few tensors, loading it that of the network', async (t) => {
	const file = path.join(folder, 'vit-b.safetensors');
	const size = await writeSparse(file);
	const child = path.join(import.meta.dirname, '../../support/memory-child.ts');
	const { stdout } = await promisify(execFile)(process.execPath, ['--import=tsx', child, file], {
		// The backend that loads fastest; TensorFlow takes as much for the network, and 250 MB for itself.
		env: { ...process.env, NODE_V8_COVERAGE: '', MMC_BACKEND: 'wasm' },
	});
	const { start, reading, loading, tensors } = JSON.parse(stdout.trim().split('\n').at(-1)!);
	t.is(tensors, 150);
	t.true(size > 3.4e8);
	t.true(reading - start < size / 2, `reading took ${reading - start} bytes`);
	t.true(loading - start < 1.5 * size, `loading took ${loading - start} bytes`);
});
