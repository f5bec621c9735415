import { open } from 'node:fs/promises';
import { openSafetensors } from './read-safetensors.js';
import { openTorch } from './read-torch.js';
import type { TensorFile } from './tensor-file.js';

/**
 * Opens a file of tensors in the format of its first bytes: safetensors, or that of `torch.save`.
 *
 * @throws {Error} naming the file, when it is damaged, or of PyTorch before 1.6
 */
export async function openTensors(path: string): Promise<TensorFile> {
	const start = await firstBytes(path, 9);
	if (start.toString('latin1', 0, 4) === 'PK\x03\x04') return openTorch(path);
	// The length of a safetensors header can begin like a pickle; the JSON object after it does not.
	if (start[0] === 0x80 && start[8] !== '{'.charCodeAt(0)) {
		const remedy = `python3 -c "import torch; torch.save(torch.load('${path}', 'cpu'), '${path}')"`;
		throw new Error(`\`${path}\` is in the format of PyTorch before 1.6; convert it: ${remedy}`);
	}
	return openSafetensors(path);
}

async function firstBytes(path: string, count: number): Promise<Buffer> {
	const handle = await open(path);
	try {
		const { buffer, bytesRead } = await handle.read(Buffer.alloc(count), 0, count, 0);
		return buffer.subarray(0, bytesRead);
	} finally {
		await handle.close();
	}
}
