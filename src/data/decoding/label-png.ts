import { readFile } from 'node:fs/promises';
import { type DecodedPng, decode } from 'fast-png';
import { getFromGitLfs, isGitLfsPointer } from '../../files/git-lfs.js';

/** Stored numbers of a PNG: palette indices, not colours; 1, 2 and 4 bits are not stretched. */
export interface PngSamples {
	readonly width: number;
	readonly height: number;
	readonly channels: number;
	/** Height × width × channels, row-major, interleaved. */
	readonly samples: Uint8Array;
	/** `true` if the samples are indices of a palette. */
	readonly indexed: boolean;
}

/** Positions of two bytes in a PNG's header. */
const DEPTH = 24;
const INTERLACED = 28;

/**
 * Reads a PNG whose numbers have a meaning. Photo decoders such as sharp would expand palettes to colours and stretch
 * few bits to the full range.
 *
 * @throws {Error} naming the file, when it is missing, not a whole PNG, or has 16 bits a sample
 */
export async function readPng(path: string): Promise<PngSamples> {
	const bytes = await readFile(path).catch((cause: NodeJS.ErrnoException) => {
		const problem =
			cause.code === 'ENOENT' ? `There is no mask \`${path}\`` : `The mask cannot be read: ${cause.message}`;
		throw new Error(`${problem}. Complete the data set, or take the mask's photo out`, { cause });
	});

	const refusal = (problem: string, cause?: unknown) =>
		new Error(`Can't read \`${path}\` as a PNG mask: it ${problem}`, { cause });
	if (isGitLfsPointer(bytes)) throw refusal(getFromGitLfs);
	if (bytes[DEPTH] === 16) throw refusal('has 16 bits a sample; save it with 8');
	// fast-png 8.0 misreads such files.
	if (bytes[DEPTH]! < 8 && bytes[INTERLACED] !== 0) throw refusal('is interlaced; save it without');

	try {
		const png = decode(bytes, { checkCrc: true });

		return {
			width: png.width,
			height: png.height,
			channels: png.channels,
			samples: unpackSamples(png),
			indexed: png.palette !== undefined,
		};
	} catch (cause) {
		const reason = (cause as Error).message.replace(/:\s*$/, '');
		throw refusal(`is damaged or cut short (${reason}); get it again`, cause);
	}
}

/**
 * Reads a PNG of one number a pixel.
 *
 * @throws {Error} as {@link readPng}, and when the file has more than one channel
 */
export async function readLabels(path: string): Promise<PngSamples> {
	const png = await readPng(path);

	if (png.channels !== 1) {
		throw new Error(
			`The mask \`${path}\` has ${png.channels} channels, where one number a pixel is expected: save it as a ` +
				'grey or palette PNG without transparency',
		);
	}

	return png;
}

/**
 * Unpacks samples to one byte each. Rows of less than 8 bits a sample are packed, and each row ends on a whole byte.
 */
function unpackSamples({ width, height, channels, depth, data }: DecodedPng): Uint8Array {
	if (depth === 8) return data as Uint8Array;
	const samples = new Uint8Array(width * height * channels);
	const perByte = 8 / depth;
	const rowBytes = Math.ceil((width * channels) / perByte);

	for (let i = 0; i < samples.length; i++) {
		const column = i % (width * channels);
		const byte = data[Math.floor(i / (width * channels)) * rowBytes + Math.floor(column / perByte)]!;
		samples[i] = (byte >> (8 - depth * ((column % perByte) + 1))) & ((1 << depth) - 1);
	}

	return samples;
}
