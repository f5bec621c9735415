import { crc32 } from 'node:zlib';
import type { Random } from '../../../src/math/random.js';

/** What broken disks, cut downloads, wrong tools and ill will make of a file; `other` is another image's bytes. */
export function mutate(bytes: Buffer, other: Buffer, random: Random): Buffer {
	const kinds = [flipBits, truncate, editHeader, splice, repeat, leaveHole, declareHuge];
	const mutated = kinds[Math.floor(kinds.length * random())]!(Buffer.from(bytes), random, other);
	return random() < 0.1 ? flipBits(mutated, random) : mutated;
}

type Mutation = (bytes: Buffer, random: Random, other: Buffer) => Buffer;

const below = (limit: number, random: Random) => Math.floor(limit * random());

function flipBits(bytes: Buffer, random: Random): Buffer {
	for (let flips = 1 + below(16, random); flips > 0 && bytes.length > 0; flips--) {
		bytes[below(bytes.length, random)]! ^= 1 << below(8, random);
	}

	return bytes;
}

const truncate: Mutation = (bytes, random) => bytes.subarray(0, below(bytes.length, random));

const editHeader: Mutation = (bytes, random) => {
	for (let edits = 1 + below(4, random); edits > 0; edits--) {
		bytes[below(Math.min(64, bytes.length), random)] = [0, 1, 0x7f, 0x80, 0xff, below(256, random)][
			below(6, random)
		]!;
	}

	return bytes;
};

/** A piece of another image, also of another format, in the place of a piece of this. */
const splice: Mutation = (bytes, random, other) => {
	const [at, from] = [below(bytes.length, random), below(other.length, random)];
	const piece = other.subarray(from, from + below(other.length - from, random));
	return Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at + below(bytes.length - at, random))]);
};

const repeat: Mutation = (bytes, random) => {
	const [at, to] = [below(bytes.length, random), below(bytes.length, random)];
	return Buffer.concat([bytes.subarray(0, Math.max(at, to)), bytes.subarray(Math.min(at, to))]);
};

const leaveHole: Mutation = (bytes, random) => {
	const at = below(bytes.length, random);
	return bytes.fill(0, at, at + below(bytes.length - at, random) + 1);
};

/** As large as the format can say, or so that it just keeps within the limit of a million pixels. */
const declareHuge: Mutation = (bytes, random) => {
	const side = [0xffff, 0x3fff, 1000, 999][below(4, random)]!;
	if (bytes.toString('latin1', 1, 4) === 'PNG') {
		bytes.writeUInt32BE(side, 16);
		bytes.writeUInt32BE(side, 20);
		bytes.writeUInt32BE(crc32(bytes.subarray(12, 29)), 29);
	} else if (bytes.toString('latin1', 0, 3) === 'GIF') {
		bytes.writeUInt16LE(side, 6);
		bytes.writeUInt16LE(side, 8);
	} else if (bytes[0] === 0xff) {
		const frame = /\xff[\xc0-\xc2]/.exec(bytes.toString('latin1'))!.index;
		bytes.writeUInt16BE(side, frame + 5);
		bytes.writeUInt16BE(side, frame + 7);
	} else if (bytes.toString('latin1', 8, 15) === 'WEBPVP8') {
		bytes.writeUInt16LE(side, 26);
		bytes.writeUInt16LE(side, 28);
	} else {
		const at = bytes.indexOf('ispe');
		if (at > 0) bytes.writeUInt32BE(side, at + 8);
	}

	return bytes;
};
