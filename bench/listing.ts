/**
 * Listing a folder of photos, by this program and by fast-glob, in turn: seconds, bytes held for a file, and the time
 * until the first one is known. Makes a tree of empty files for it, a thousand in a folder as ImageNet has them.
 *
 *   node --expose-gc --import=tsx bench/listing.ts --files 200000 --rounds 7
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import glob from 'fast-glob';
import { findImages } from '../src/data/listing/find.js';
import { walk } from '../src/data/listing/walk.js';
import { spread } from './results.js';

const { values: flags } = parseArgs({
	options: { files: { type: 'string', default: '200000' }, rounds: { type: 'string', default: '7' } },
});
const [files, rounds] = [Number(flags.files), Number(flags.rounds)];
const { gc } = globalThis;
if (!gc)
	throw new Error('What is held can only be told after a collection: add `--expose-gc` to the command');
const folder = await mkdtemp(path.join(tmpdir(), 'mmc-listing-'));
const pattern = `${folder}/**/*.JPEG`;

interface Way {
	readonly name: string;
	/** All files, and how many. */
	readonly list: () => Promise<{ readonly length: number }>;
	/** Until the first file is known. */
	readonly first: () => Promise<void>;
	readonly seconds: number[];
	readonly firstSeconds: number[];
	readonly bytes: number[];
}

const measured = () => ({ seconds: [], firstSeconds: [], bytes: [] });
const ways: readonly Way[] = [
	{ name: 'ours, sorted', list: () => findImages(folder), first: firstOfWalk, ...measured() },
	{ name: 'fast-glob', list: () => glob(pattern), first: firstOfGlob, ...measured() },
	{
		name: 'fast-glob, sorted',
		list: async () => (await glob(pattern)).sort(),
		first: firstOfGlob,
		...measured(),
	},
];

try {
	await makeTree();
	// The first round warms up the program and the system's cache of folders.
	for (let round = -1; round < rounds; round++) for (const way of ways) await measure(way, round >= 0);
	for (let round = 0; round < rounds; round++) for (const way of ways) await measureFirst(way);
} finally {
	await rm(folder, { recursive: true });
}

console.log(`${files} files, ${rounds} rounds in turn, medians`);
console.log('| | s | files/s | bytes a file | s to the first |\n| --- | ---: | ---: | ---: | ---: |');
for (const { name, ...way } of ways) {
	const [seconds, first, bytes] = [way.seconds, way.firstSeconds, way.bytes].map((all) => spread(all).median);
	const cells = [seconds!.toFixed(2), (files / seconds!).toFixed(0), bytes!.toFixed(0), first!.toFixed(3)];
	console.log(`| ${name} | ${cells.join(' | ')} |`);
}

async function makeTree(): Promise<void> {
	for (let start = 0; start < files; start += 1000) {
		const name = `n${String(start / 1000).padStart(8, '0')}`;
		await mkdir(path.join(folder, name));
		const count = Math.min(1000, files - start);
		const paths = Array.from({ length: count }, (_, i) =>
			path.join(folder, name, `${name}_${start + i}.JPEG`),
		);
		await Promise.all(paths.map((each) => writeFile(each, '')));
	}
}

async function measure({ list, ...kept }: Way, isKept: boolean): Promise<void> {
	const before = await held();
	const began = performance.now();
	const found = await list();
	const seconds = (performance.now() - began) / 1000;
	const bytes = ((await held()) - before) / files;
	if (found.length !== files) throw new Error(`${found.length} files were found of ${files}`);
	if (!isKept) return;
	kept.seconds.push(seconds);
	kept.bytes.push(bytes);
}

async function measureFirst({ first, firstSeconds }: Way): Promise<void> {
	const began = performance.now();
	await first();
	firstSeconds.push((performance.now() - began) / 1000);
	await setTimeout(1000); // A stream that nobody reads goes on for a while.
}

/** Bytes on the heap and beside it, of what is still in use. */
async function held(): Promise<number> {
	// What was read from folders goes in a second collection, once the event loop has been round.
	gc!();
	await setTimeout(100);
	gc!();
	const { heapUsed, external } = process.memoryUsage();
	return heapUsed + external;
}

/** That of the walk that the list is made by: the list itself is given when it is whole. */
async function firstOfWalk(): Promise<void> {
	const stop = new Error('found');
	await walk(folder, () => {
		throw stop;
	}).catch((error) => {
		if (error !== stop) throw error;
	});
}

async function firstOfGlob(): Promise<void> {
	for await (const _ of glob.stream(pattern)) return;
}
