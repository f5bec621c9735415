import { execFileSync } from 'node:child_process';
import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import test, { type ExecutionContext } from 'ava';
import { create } from 'tar';
import { indexShard } from '../../../src/data/listing/shard.js';
import { folderWith } from '../_folder.js';
import { gnuLongName, type Packed, packTar, paxRecords } from './_tar.js';

function shardWith(t: ExecutionContext, content: readonly Packed[] | Uint8Array): string {
	const bytes = content instanceof Uint8Array ? content : packTar(content);
	return path.join(folderWith(t, { 'shard.tar': bytes }), 'shard.tar');
}

/** The images' names in the archive, and the bytes at the places that are told. */
async function indexed(shard: string): Promise<Record<string, string>> {
	const bytes = readFileSync(shard);
	const images = await indexShard(shard);
	return Object.fromEntries(
		images.map((image) => {
			const { file, offset, size } = image.within!;
			if (file !== shard || !image.path.startsWith(`${shard}/`)) throw new Error(image.path);
			return [image.path.slice(shard.length + 1), bytes.toString('utf8', offset, offset + size)];
		}),
	);
}

test('each image is told with its place; samples may have other files', async (t) => {
	const shard = shardWith(t, [
		{ name: 'a/', type: 'Directory' },
		{ name: './a/0.jpg', content: 'zero' },
		{ name: './a/0.json', content: '{}' },
		{ name: 'a/0.cls', content: '1' },
		{ name: 'a/1.PNG', content: 'one' },
		{ name: 'a/._1.png', content: 'of macOS' },
		{ name: 'a/empty.webp' },
		{ name: 'b/1.png', content: 'x'.repeat(70_000) },
	]);
	t.deepEqual(await indexed(shard), {
		'a/0.jpg': 'zero',
		'a/1.PNG': 'one',
		'a/empty.webp': '',
		'b/1.png': 'x'.repeat(70_000),
	});
});

test('of a sample’s images the one named by the key alone is taken; without one, all', async (t) => {
	const names = [
		'0.jpg',
		'0.seg.png',
		'1.depth.png',
		'1.json',
		'1.png',
		'1.jpg',
		'2.left.jpg',
		'2.right.jpg',
		'v1.0/3.jpg',
		'v1.0/3.seg.jpg',
		'3.jpg',
	];
	const shard = shardWith(
		t,
		names.map((name) => ({ name, content: name })),
	);
	t.deepEqual(Object.keys(await indexed(shard)), [
		'0.jpg',
		'1.png',
		'2.left.jpg',
		'2.right.jpg',
		'v1.0/3.jpg',
		'3.jpg',
	]);
});

test('long names are read in ustar’s, GNU’s and pax’s form, beyond ASCII too', async (t) => {
	const folder = 'folder/'.repeat(12);
	const long = `${folder}${'ü'.repeat(120)}.jpg`;
	const shard = shardWith(t, [
		{ name: `${folder}${'n'.repeat(80)}.jpg`, content: 'ustar' },
		gnuLongName(`gnu/${long}`),
		{ name: 'cut.jpg', content: 'gnu' },
		paxRecords({ path: `pax/${long}`, mtime: '1.5' }),
		{ name: `${folder}${'n'.repeat(80)}.jpg`, content: 'pax' },
		paxRecords({ size: 3 }),
		gnuLongName(`both/${long}`),
		{ name: 'cut.jpg', content: 'all' },
		{ name: 'PaxHeader/global', type: 'GlobalExtendedHeader', content: '20 comment=for all\n\n' },
		{ name: 'after.jpg', content: 'after' },
	]);
	t.deepEqual(await indexed(shard), {
		[`${folder}${'n'.repeat(80)}.jpg`]: 'ustar',
		[`gnu/${long}`]: 'gnu',
		[`pax/${long}`]: 'pax',
		[`both/${long}`]: 'all',
		'after.jpg': 'after',
	});
});

test('what tar writes is read: npm’s, and the system’s in each of its formats', async (t) => {
	const long = `${'deep/'.repeat(30)}${'x'.repeat(130)}.jpg`;
	const folder = folderWith(t, { 'in/0.jpg': 'zero', [`in/${long}`]: 'long', 'in/note.txt': 'no' });
	const expected = { '0.jpg': 'zero', [long]: 'long' };
	const file = path.join(folder, 'npm.tar');
	await create({ file, cwd: path.join(folder, 'in') }, ['.']);
	t.deepEqual(await indexed(file), expected);
	for (const format of ['gnu', 'pax', 'oldgnu']) {
		const shard = path.join(folder, `${format}.tar`);
		const args = ['-C', path.join(folder, 'in'), `--format=${format}`, '-cf', shard, '.'];
		try {
			execFileSync('tar', args, { stdio: 'pipe' });
		} catch {
			t.log('the system has no GNU tar');
			return;
		}

		t.deepEqual(await indexed(shard), expected, format);
	}
});

test('a path or a link that leaves the archive is refused by its name; a link within is passed over', async (t) => {
	const link = (name: string, linkpath: string, type: 'Link' | 'SymbolicLink') => ({ name, linkpath, type });
	for (const bad of [
		{ name: '../0.jpg' },
		{ name: 'a/../../0.jpg' },
		{ name: '/etc/0.jpg' },
		gnuLongName('a/../../x.jpg'),
		paxRecords({ path: '/x.jpg' }),
		link('a/0.jpg', '../../0.jpg', 'SymbolicLink'),
		link('a/0.jpg', '/etc/passwd', 'SymbolicLink'),
		link('a/0.jpg', '../0.jpg', 'Link'),
	]) {
		const shard = shardWith(t, [{ name: 'fine.jpg', content: 'fine' }, bad, { name: 'short.jpg' }]);
		const error = await t.throwsAsync(indexShard(shard), undefined, bad.name);
		t.regex(
			error.message,
			/shard\.tar`, at byte (1024|2048): the (path|link) `.*` leaves the archive.*\. Pack it anew/,
		);
	}

	const within = shardWith(t, [
		{ name: 'a/0.jpg', content: 'zero' },
		link('a/1.jpg', '../a/0.jpg', 'SymbolicLink'),
		link('a/2.jpg', 'a/0.jpg', 'Link'),
	]);
	t.deepEqual(await indexed(within), { 'a/0.jpg': 'zero' });
});

test('an archive cut short anywhere is named, with the byte', async (t) => {
	const whole = packTar([
		{ name: '0.jpg', content: 'x'.repeat(700) },
		gnuLongName(`${'1'.repeat(150)}.jpg`),
		{ name: 'cut.jpg', content: 'x' },
	]);
	const shard = shardWith(t, whole);
	const ends = [0, 100, 512, 1000, 1211, 1300, 1536, 1700, 2048, 2200, 2560, 2561, 3072];
	const starts = [0, 0, 0, 0, 0, 1536, 1536, 1536, 1536, 1536, 2560, 2560, 2560];
	for (const [i, end] of ends.entries()) {
		writeFileSync(shard, whole.subarray(0, end));
		const error = await t.throwsAsync(indexShard(shard), undefined, `cut to ${end}`);
		t.true(
			error.message.startsWith(`\`${shard}\`, at byte ${starts[i]}: it is cut short`),
			`${end}: ${error.message}`,
		);
		t.regex(error.message, /Get it again$/);
	}
});

test('a damaged header is named, with the byte; what is no archive is told to be none', async (t) => {
	const bytes = packTar([
		{ name: '0.jpg', content: 'zero' },
		{ name: '1.jpg', content: 'one' },
	]);
	bytes[1024 + 3]! ^= 1;
	await t.throwsAsync(indexShard(shardWith(t, bytes)), {
		message: /shard\.tar`, at byte 1024: it is damaged/,
	});
	await t.throwsAsync(indexShard(shardWith(t, Buffer.alloc(2000, 'no archive'))), {
		message: /shard\.tar`, at byte 0: it is no tar archive\. Get it again/,
	});
	const huge = packTar([{ name: '0.jpg' }, { name: '././@LongLink', type: 'NextFileHasLongPath' }]);
	new DataView(huge.buffer, huge.byteOffset).setUint8(512 + 124, 0x80);
	await t.throwsAsync(indexShard(shardWith(t, huge)), { message: /at byte 512: it is damaged/ });
	await t.throwsAsync(indexShard('gone.tar'), {
		message: /The shard `gone\.tar` can't be opened \(ENOENT\)/,
	});
});

test('a compressed archive is refused, also under the name of a plain one', async (t) => {
	const shard = shardWith(t, gzipSync(packTar([{ name: '0.jpg' }])));
	await t.throwsAsync(indexShard(shard), {
		message: /shard\.tar` is compressed.*Unpack it to a plain \.tar by `gunzip`/,
	});
});

test.serial('an archive of gigabytes is gone through by its headers alone', async (t) => {
	const size = 4 * 1024 ** 3;
	const shard = shardWith(t, []);
	// A file of zeros that takes no room on the disk, with a header before it and the end behind it.
	const header = packTar([paxRecords({ size }), { name: '0.jpg' }]).subarray(0, 3 * 512);
	const last = packTar([{ name: '1.jpg', content: 'last' }]);
	writeFileSync(shard, header);
	truncateSync(shard, header.length + size);
	writeFileSync(shard, last, { flag: 'a' });
	const bytes = await countReads(shard);
	const images = await indexShard(shard);
	t.deepEqual(
		images.map(({ within }) => [within!.offset, within!.size]),
		[
			[header.length, size],
			[header.length + size + 512, 4],
		],
	);
	t.true(bytes() > 0 && bytes() < 10 * 2 ** 20, `${bytes()} bytes were read`);

	/** Counts the bytes that are read by handles of files from now on. */
	async function countReads(file: string): Promise<() => number> {
		const handle = await open(file);
		const prototype: FileHandle = Object.getPrototypeOf(handle);
		await handle.close();
		const { read } = prototype;
		let sum = 0;
		prototype.read = async function (this: FileHandle, ...args: Parameters<typeof read>) {
			const result = await read.apply(this, args);
			sum += result.bytesRead;
			return result;
		} as typeof read;
		t.teardown(() => {
			prototype.read = read;
		});
		return () => sum;
	}
});

test('archives one after the other are read on, as `cat` joins them', async (t) => {
	const [a, b] = [packTar([{ name: '1.jpg', content: 'one' }]), packTar([{ name: '2.jpg', content: 'two' }])];
	const padded = Buffer.concat([a, Buffer.alloc(20 * 512), b]);
	for (const bytes of [Buffer.concat([a, b]), padded, Buffer.concat([a.subarray(0, -512), b])]) {
		const images = await indexShard(shardWith(t, bytes));
		t.deepEqual(
			images.map(({ path: file }) => path.basename(file)),
			['1.jpg', '2.jpg'],
		);
		const { offset, size } = images[1]!.within!;
		t.is(bytes.toString('latin1', offset, offset + size), 'two');
	}
	t.is((await indexShard(shardWith(t, Buffer.concat([a, Buffer.alloc(700, 'x')])))).length, 1);
	const damaged = Buffer.from(Buffer.concat([a, b]));
	damaged[a.length] = 1;
	await t.throwsAsync(indexShard(shardWith(t, damaged)), {
		message: new RegExp(`at byte ${a.length}: it is damaged`),
	});
});

test('a file without its zeros is refused by its name, in GNU’s form and in pax’s', async (t) => {
	const pax = paxRecords({ 'GNU.sparse.major': 1, 'GNU.sparse.minor': 0, 'GNU.sparse.name': 'x.jpg' });
	for (const entries of [
		[{ name: 'x.jpg', type: 'SparseFile' as const, content: 'abc' }],
		[pax, { name: 'GNUSparseFile.0/x.jpg', content: 'abc' }],
	]) {
		const message = /`x\.jpg` is stored without its zeros.*Pack it anew without `--sparse`/;
		await t.throwsAsync(indexShard(shardWith(t, packTar(entries))), { message });
	}
});
