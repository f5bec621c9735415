import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { crc32, deflateSync } from 'node:zlib';

export interface PngToWrite {
	readonly width: number;
	readonly height: number;
	readonly samples: ArrayLike<number>;
	readonly channels?: 1 | 3;
	readonly depth?: 1 | 2 | 4 | 8 | 16;
	/** `true` if the samples are indices; the palette's colours are arbitrary, and differ from the indices. */
	readonly indexed?: boolean;
	/** Only says so in the header. */
	readonly interlaced?: boolean;
}

/** Writes a PNG number for number, as no photo encoder would. */
export async function writePng(file: string, png: PngToWrite): Promise<void> {
	await mkdir(path.dirname(file), { recursive: true });
	await writeFile(file, encodePng(png));
}

export function encodePng(png: PngToWrite): Buffer {
	const { width, height, channels = 1, depth = 8, indexed = false, interlaced = false } = png;
	const header = Buffer.alloc(13);
	header.writeUInt32BE(width, 0);
	header.writeUInt32BE(height, 4);
	header.set([depth, indexed ? 3 : channels === 3 ? 2 : 0, 0, 0, Number(interlaced)], 8);
	const palette = Buffer.from(Array.from({ length: 768 }, (_, i) => (i * 37 + 11) & 255));

	return Buffer.concat([
		Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
		chunk('IHDR', header),
		...(indexed ? [chunk('PLTE', palette.subarray(0, 3 * 2 ** depth))] : []),
		chunk('IDAT', deflateSync(packRows(png))),
		chunk('IEND', Buffer.alloc(0)),
	]);
}

/** Each row: filter 0, then its samples, the first in the highest bits. */
function packRows({ width, height, samples, channels = 1, depth = 8 }: PngToWrite): Buffer {
	const rowBytes = Math.ceil((width * channels * depth) / 8);
	const rows = Buffer.alloc(height * (1 + rowBytes));

	for (let i = 0; i < width * height * channels; i++) {
		const bit = (i % (width * channels)) * depth;
		const at = Math.floor(i / (width * channels)) * (1 + rowBytes) + 1 + (bit >> 3);
		if (depth === 16) rows.writeUInt16BE(samples[i]!, at);
		else rows[at]! |= samples[i]! << (8 - depth - (bit & 7));
	}

	return rows;
}

function chunk(type: string, data: Buffer): Buffer {
	const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
	const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
	length.writeUInt32BE(data.length);
	sum.writeUInt32BE(crc32(body));

	return Buffer.concat([length, body, sum]);
}
