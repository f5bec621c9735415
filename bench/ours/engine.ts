/**
 * What the engine costs at the granularity of images: the input pipeline's functions on one photo after the other,
 * called by stages, or (`plain`) in a loop. Photos a second of CPU time, which other work on the machine changes less
 * than wall time.
 */

import { augment } from '../../src/data/augment.js';
import { corrupt } from '../../src/data/corruption.js';
import { decodeImage } from '../../src/data/decode.js';
import { findFiles } from '../../src/data/files.js';
import type { Image } from '../../src/data/image.js';
import { mulberry32 } from '../../src/flow/random.js';
import { map, type Random } from '../../src/flow/stage.js';
import { augmentViewsOptions } from '../../stages/augment-views.js';
import { maskPatchesOptions } from '../../stages/mask-patches.js';
import type { Contest, Settings } from './contest.js';
import { Paced } from './paced.js';

export async function open({ photos, size, count, plain }: Settings): Promise<Contest> {
	const files = await findFiles(photos);
	const views = augmentViewsOptions.parse({ size });
	const blocks = maskPatchesOptions.parse({});
	const view = { ...views, blur: 0.5, solarise: 0.1 };
	const augmentOnce = (image: Image, random: Random) => [
		augment(image, view, random),
		augment(image, view, random),
	];
	const corruptOnce = (images: readonly Image[], random: Random) =>
		images.map(() => corrupt(size, blocks, random));

	const paced = new Paced(cycle(files), (flow) =>
		flow
			.via(map('decode', (file) => decodeImage(file, { orient: true })))
			.via(map('augment', (image) => augmentOnce(image, mulberry32(0))))
			.via(map('corrupt', (images) => corruptOnce(images, mulberry32(0)))),
	);
	const next = cycle(files);
	const loop = async () => {
		for (let i = 0; i < count; i++) {
			const image = await decodeImage(next.next().value as string, { orient: true });
			corruptOnce(augmentOnce(image, mulberry32(0)), mulberry32(0));
		}
	};
	const pass = () => (plain ? loop() : paced.pass(count, count));
	await pass();
	return { measure: async () => [count / (await cpuSeconds(pass))], close: () => paced.close() };
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
