/**
 * Cost of the engine with images as items, in % of the CPU time of a plain loop over the input pipeline's functions:
 * the same stages, whose functions return ready results instead of working, beside that loop. The difference of two
 * long times would be lost in their noise.
 */

import { corrupt } from '../../src/data/corruption/gmml.js';
import { decodeImage } from '../../src/data/decoding/decode.js';
import type { Image } from '../../src/data/items.js';
import { findFiles } from '../../src/data/listing/find.js';
import { augment } from '../../src/data/views/augment.js';
import { map } from '../../src/flow/stage.js';
import { mulberry32 } from '../../src/math/random.js';
import { augmentViewsOptions } from '../../stages/input/augment-views.js';
import { maskPatchesOptions } from '../../stages/input/mask-patches.js';
import type { Contest, Settings } from './contest.js';
import { Paced } from './paced.js';

/** Items that cost nothing pass in a wink: some more of them make a time. */
const more = 20;

export async function open({ photos, size, count }: Settings): Promise<Contest> {
	const files = await findFiles(photos);
	const views = augmentViewsOptions.parse({ size });
	const blocks = maskPatchesOptions.parse({});
	const view = { ...views, blur: 0.5, solarise: 0.1 };
	const random = mulberry32(0);
	const augmentOnce = (image: Image) => [augment(image, view, random), augment(image, view, random)];
	const corruptOnce = (images: readonly Image[]) => images.map(() => corrupt(size, blocks, random));

	const decoded = await decodeImage(files[0]!, { orient: true });
	const augmented = augmentOnce(decoded);
	const corrupted = corruptOnce(augmented);
	const engine = new Paced(cycle(files), (flow) =>
		flow
			.via(map('decode', async () => decoded))
			.via(map('augment', () => [...augmented]))
			.via(map('corrupt', () => [...corrupted])),
	);
	const next = cycle(files);
	const loop = async () => {
		for (let i = 0; i < count; i++) {
			corruptOnce(augmentOnce(await decodeImage(next.next().value as string, { orient: true })));
		}
	};
	const pass = () => engine.pass(more * count, more * count);
	await pass();
	await loop();
	const measure = async () => [(100 * (await cpuSeconds(pass))) / more / (await cpuSeconds(loop))];
	return { measure, close: () => engine.close() };
}

function* cycle<T>(items: readonly T[]): Generator<T> {
	for (;;) yield* items;
}

async function cpuSeconds(work: () => Promise<unknown>): Promise<number> {
	const before = process.cpuUsage();
	await work();
	const { user, system } = process.cpuUsage(before);
	return (user + system) / 1e6;
}
