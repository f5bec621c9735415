import { open } from 'node:fs/promises';
import { openSafetensors } from './read-safetensors.js';
import { openTorch } from './read-torch.js';
import type { TensorFile } from './tensor-file.js';

/**
 * Opens a file of tensors in the format of its first bytes: safetensors, or that of `torch.save`.
 *
 * @throws {Error} naming the file, when it is damaged, of PyTorch before 1.6, or of another kind
 */
export async function openTensors(path: string): Promise<TensorFile> {
	const start = await firstBytes(path, 263);
	const text = start.toString('latin1');
	if (text.startsWith('PK\x03\x04')) return openTorch(path);
	// The length of a safetensors header can begin like a pickle; the JSON object after it does not.
	if (start[0] === 0x80 && text[8] !== '{') {
		throw new Error(
			`\`${path}\` is in the format of PyTorch before 1.6. If you trust who made it, convert it (this runs what the ` +
				`file says): ${conversion(path)}`,
		);
	}
	if (text.startsWith('version https://git-lfs')) {
		throw new Error(`\`${path}\` is a pointer of Git LFS, not the file itself: fetch it by \`git lfs pull\``);
	}
	if (text.startsWith('ustar', 257)) {
		throw new Error(`\`${path}\` is a tar archive: unpack it, and give the file of weights in it`);
	}
	return openSafetensors(path);
}

/** Returns a command that writes the file anew beside it; it fails where such a file exists. */
function conversion(path: string): string {
	const other = path.replace(/(\.\w+)?$/, '-converted$1');
	const script =
		'import sys, torch; torch.save(torch.load(sys.argv[1], "cpu", weights_only=False), open(sys.argv[2], "xb"))';
	return `python3 -c '${script}' ${shellText(path)} ${shellText(other)}`;
}

function shellText(text: string): string {
	return `'${text.replaceAll("'", "'\\''")}'`;
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
