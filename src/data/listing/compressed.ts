interface Compression {
	/** First bytes of its files. */
	readonly magic: readonly number[];
	readonly endings: readonly string[];
	readonly unpack: string;
}

const compressions: readonly Compression[] = [
	{ magic: [0x1f, 0x8b], endings: ['.tar.gz', '.tgz'], unpack: 'gunzip' },
	{ magic: [0x28, 0xb5, 0x2f, 0xfd], endings: ['.tar.zst', '.tzst'], unpack: 'zstd -d' },
	{ magic: [0x42, 0x5a, 0x68], endings: ['.tar.bz2', '.tbz2'], unpack: 'bunzip2' },
	{ magic: [0xfd, 0x37, 0x7a, 0x58, 0x5a], endings: ['.tar.xz', '.txz'], unpack: 'unxz' },
];

/** @throws {Error} when the name is that of a compressed archive */
export function refuseCompressedName(file: string): void {
	const name = file.toLowerCase();
	const kind = compressions.find(({ endings }) => endings.some((ending) => name.endsWith(ending)));
	if (kind !== undefined) throw compressedShard(file, kind);
}

/** @throws {Error} when a file begins as compressed ones do */
export function refuseCompressedBytes(file: string, bytes: Uint8Array): void {
	const kind = compressions.find(({ magic }) => magic.every((byte, i) => bytes[i] === byte));
	if (kind !== undefined) throw compressedShard(file, kind);
}

function compressedShard(file: string, { unpack }: Compression): Error {
	return new Error(
		`\`${file}\` is compressed, but photos are read from shards in random order. Unpack it to a plain .tar by ` +
			`\`${unpack}\`: photos take hardly more room there`,
	);
}
