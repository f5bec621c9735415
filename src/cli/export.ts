import { existsSync } from 'node:fs';
import { mkdir, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { openBackend } from '../nn/backend/backend.js';
import { exportHuggingFace, exportTimm } from '../nn/files/export-vit.js';
import { loadVit } from '../nn/files/load-vit.js';
import { type NetworkName, networkFile, networks } from '../nn/files/network-file.js';
import { tf } from '../nn/tf/tf.js';
import { huggingFaceExample, timmExample } from './python-example.js';

export interface ExportFlags {
	/** Format, one of `formats`. */
	readonly format: string;
	/** Network, one of `networks`. */
	readonly network: string;
	/** Attention heads, where the file does not tell. */
	readonly heads?: number;
	readonly out: string;
}

const formats = {
	timm: { write: exportTimm, example: timmExample },
	huggingface: { write: exportHuggingFace, example: huggingFaceExample },
} as const;

/**
 * Runs `mmc export RUN|FILE`: writes a vision transformer for other programs, and returns the Python that loads it.
 *
 * @throws {Error} when there is no such network, `out` exists already, or the format can't hold the network
 */
export async function exportNetwork(
	source: string,
	{ format, network, heads, out }: ExportFlags,
): Promise<string> {
	const { write, example } = formats[oneOf('--format', format, Object.keys(formats)) as keyof typeof formats];
	const name = oneOf('--network', network, networks) as NetworkName;
	await refuseToOverwrite(out);
	const file = await networkFile(source, name);
	await openBackend();
	const { config, weights } = await loadVit(file, { network: name, config: heads ? { heads } : {} });
	try {
		await mkdir(path.dirname(path.resolve(out)), { recursive: true });
		await write(out, config, weights);
	} finally {
		tf.dispose(weights);
	}

	return example(config, out);
}

function oneOf(option: string, value: string, choices: readonly string[]): string {
	if (choices.includes(value)) return value;
	const list = choices.map((choice) => `\`${choice}\``).join(' or ');
	throw new Error(`\`${option}\` is \`${value}\`; it can be ${list}`);
}

/** Refuses to overwrite anything except an empty folder. */
async function refuseToOverwrite(out: string): Promise<void> {
	if (!existsSync(out)) return;
	const isEmptyFolder = (await stat(out)).isDirectory() && (await readdir(out)).length === 0;
	if (!isEmptyFolder)
		throw new Error(`\`${out}\` exists already: give another \`--out\`, or remove it first`);
}
