/** A zip archive of stored files; checksums are left out, for nobody reads them. */
export function zipOf(files: Readonly<Record<string, Uint8Array>>, method = 0): Uint8Array {
	const [contents, directory]: [Buffer[], Buffer[]] = [[], []];
	let offset = 0;
	for (const [name, content] of Object.entries(files)) {
		const local = Buffer.alloc(30);
		local.writeUInt32LE(0x04034b50);
		local.writeUInt16LE(name.length, 26);
		const entry = Buffer.alloc(46);
		entry.writeUInt32LE(0x02014b50);
		entry.writeUInt16LE(method, 10);
		entry.writeUInt32LE(content.length, 20);
		entry.writeUInt32LE(content.length, 24);
		entry.writeUInt16LE(name.length, 28);
		entry.writeUInt32LE(offset, 42);
		contents.push(local, Buffer.from(name), Buffer.from(content));
		directory.push(entry, Buffer.from(name));
		offset += 30 + name.length + content.length;
	}
	const end = Buffer.alloc(22);
	end.writeUInt32LE(0x06054b50);
	end.writeUInt16LE(directory.length / 2, 10);
	end.writeUInt32LE(Buffer.concat(directory).length, 12);
	end.writeUInt32LE(offset, 16);
	return Buffer.concat([...contents, ...directory, end]);
}
