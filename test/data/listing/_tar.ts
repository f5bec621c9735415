import { Header } from 'tar';

export interface Packed {
	readonly name: string;
	readonly content?: string | Uint8Array;
	readonly type?: Header['type'];
	readonly linkpath?: string;
}

/** A tar archive of the entries as they are given, also such as no tool would pack. */
export function packTar(entries: readonly Packed[]): Buffer {
	return Buffer.concat([...entries.flatMap(packEntry), Buffer.alloc(2 * 512)]);
}

function packEntry({ name, content = '', type = 'File', linkpath = '' }: Packed): Buffer[] {
	const bytes = Buffer.from(content);
	const block = Buffer.alloc(512);
	new Header({ path: name, size: bytes.length, type, linkpath, mode: 0o644, mtime: new Date(0) }).encode(
		block,
	);
	return [block, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)];
}

/** What GNU tar puts before a file whose name is too long for its header. */
export function gnuLongName(name: string): Packed {
	return { name: '././@LongLink', type: 'NextFileHasLongPath', content: `${name}\0` };
}

/** What pax puts before a file: each record begins with its own length. */
export function paxRecords(fields: Readonly<Record<string, string | number>>): Packed {
	const content = Object.entries(fields).map(([key, value]) => paxRecord(`${key}=${value}\n`));
	return { name: 'PaxHeader/x', type: 'ExtendedHeader', content: content.join('') };
}

function paxRecord(text: string): string {
	const rest = Buffer.byteLength(` ${text}`);
	let length = rest + 1;
	while (length !== rest + String(length).length) length = rest + String(length).length;
	return `${length} ${text}`;
}
