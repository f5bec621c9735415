/** Files mutated at random. */
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import sharp from 'sharp';
import { decodeImage } from '../../../src/data/decoding/decode.js';
import { fnv1a, mulberry32 } from '../../../src/math/random.js';
import { packageRoot } from '../../../src/run/package.js';
import { folderWith } from '../_folder.js';
import { mutate } from './_mutate.js';

const maxPixels = 1e6;
const lanes = 4;

const small = (name: string) => sharp(path.join(packageRoot, 'fixtures/photos', name)).resize(40, 30);
const originals = await Promise.all(
	[
		small('bee-and-blossom.jpg').jpeg(),
		small('cat-chelsea.jpg').jpeg({ progressive: true, chromaSubsampling: '4:4:4' }),
		small('daisy.jpg').withMetadata({ orientation: 6 }).jpeg(),
		small('owl.jpg').toColourspace('cmyk').jpeg(),
		small('panda.jpg').png(),
		small('petra.jpg').toColourspace('rgb16').png({ progressive: true }),
		small('pig.jpg').webp(),
		small('tulips.jpg').webp({ lossless: true }),
		small('sunset.jpg').gif(),
		small('koala.jpg').tiff({ compression: 'lzw' }),
		small('moose.jpg').tiff({ compression: 'jpeg' }),
		small('heron.jpg').avif({ effort: 0 }),
	].map((image) => image.toBuffer()),
);

/** Decodes so many of them. */
export function testMutations(count: number): void {
	test(`${count} mutated files are decoded or refused by name: no crash, no leak, no hang`, async (t) => {
		const folder = folderWith(t, {});
		const seen = { decoded: 0, refused: 0 };
		const check = async (file: string, mutation: number) => {
			const random = mulberry32(fnv1a(`mutation ${mutation}`));
			const original = originals[mutation % originals.length]!;
			writeFileSync(file, mutate(original, originals[Math.floor(originals.length * random())]!, random));
			const result = await decodeImage(file, { orient: true, maxPixels }).catch((error: Error) => error);
			if (result instanceof Error) {
				seen.refused++;
				const isClear =
					result.message.startsWith(`\`${file}\` cannot be decoded: it `) && /\.$/.test(result.message);
				if (!isClear) t.fail(`mutation ${mutation}: ${result.message}`);
			} else {
				seen.decoded++;
				const { width, height, pixels } = result;
				const isValid =
					width * height <= maxPixels && width >= 1 && height >= 1 && pixels.length === 3 * width * height;
				if (!isValid) t.fail(`mutation ${mutation}: ${width} × ${height}, ${pixels.length} samples`);
			}
		};
		const checkAll = async (from: number, to: number) => {
			let next = from;
			const lane = async (_: unknown, number: number) => {
				while (next < to) await check(path.join(folder, `${number}.jpg`), next++);
			};
			await Promise.all(Array.from({ length: lanes }, lane));
		};

		const used = process.cpuUsage();
		// What the decoders take once and keep.
		await checkAll(0, 300);
		const before = { descriptors: openDescriptors(), resident: process.memoryUsage.rss() };
		await checkAll(300, count);
		const grown = (process.memoryUsage.rss() - before.resident) / 1e6;
		t.log(`${JSON.stringify(seen)}, resident memory grew by ${grown.toFixed(0)} MB`);
		t.true(openDescriptors() <= before.descriptors, 'files stay open');
		t.true(grown < 150, `resident memory grew by ${grown} MB`);
		// A mean: those that nearly hang are few. Time of the processors, which other programs do not make longer.
		const { user, system } = process.cpuUsage(used);
		t.true(user + system < count * 50_000, `${(user + system) / count} µs each`);
		t.is(seen.decoded + seen.refused, count);
		t.true(seen.decoded > count / 10 && seen.refused > count / 10, JSON.stringify(seen));
	});
}

/** 0 but on Linux. */
function openDescriptors(): number {
	try {
		return readdirSync('/proc/self/fd').length;
	} catch {
		return 0;
	}
}
