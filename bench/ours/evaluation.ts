/**
 * Features of photos by a ViT, and every patch of every object as a prompt at every threshold, by the stages of
 * `segment`: milliseconds a photo. The objects are ellipses at places that the peer has too.
 */

import type { ObjectMask } from '../../src/data/annotations.js';
import type { Size } from '../../src/data/geometry.js';
import type { ImageFile } from '../../src/data/items.js';
import { findFiles } from '../../src/data/listing/find.js';
import { openEmbedder } from '../../src/eval/features/embedding.js';
import { sweepPrompts } from '../../src/eval/segment/exhaustive.js';
import { resource } from '../../src/flow/resource.js';
import { map } from '../../src/flow/stage.js';
import { decode } from '../../stages/input/decode.js';
import { embed } from '../../stages/segment/embed.js';
import type { Contest, Settings } from './contest.js';
import { Paced } from './paced.js';

/** Centre and half axes of each object, as shares of the photo's sides. */
const ellipses = [
	[0.3, 0.4, 0.25, 0.3],
	[0.7, 0.6, 0.2, 0.25],
	[0.5, 0.2, 0.1, 0.12],
	[0.2, 0.8, 0.12, 0.1],
] as const;

export async function open({ photos, count, tokens, model, patch }: Settings): Promise<Contest> {
	const files = await findFiles(photos);
	const side = Math.sqrt(tokens as number);
	const embedder = await openEmbedder(
		{
			weights: 'untrained',
			proximity: 0,
			positionBase: 10_000,
			network: 'teacher',
			features: 'output',
			finalNorm: true,
			size: model as 'small',
			patch: patch as number,
			imageSize: side * (patch as number),
			positions: 'learned',
			debias: 0,
			tokens: tokens as number,
		},
		{ threaded: true, sizesRecur: true },
	);
	const flow = new Paced(filesAgain(files), (paths) =>
		paths
			.via(decode({ orient: true, onError: 'fail' }))
			.via(
				map('draw-ellipses', (photo) => ({
					...photo,
					name: photo.path,
					position: 0,
					objects: drawEllipses(photo.image),
				})),
			)
			.via(embed(resource('embedder', () => embedder)))
			.via(map('sweep', sweepPrompts)),
	);
	// The first photo records the network's graph.
	await flow.pass(12, 12);
	const measure = async () => [(1000 * (await flow.pass(count, count)).at(-1)!) / count];
	const close = async () => {
		await flow.close();
		await embedder[Symbol.asyncDispose]();
	};
	return { measure, close };
}

function* filesAgain(files: readonly string[]): Generator<ImageFile> {
	for (;;) for (const path of files) yield { path, epoch: 0 };
}

function drawEllipses({ width, height }: Size): ObjectMask[] {
	return ellipses.map((ellipse, i) => drawEllipse(ellipse, width, height, `${i}`));
}

function drawEllipse(
	[x, y, rx, ry]: (typeof ellipses)[number],
	width: number,
	height: number,
	id: string,
): ObjectMask {
	const mask = new Uint8Array(width * height);
	let area = 0;
	for (let row = 0; row < height; row++) {
		for (let column = 0; column < width; column++) {
			const u = ((column + 0.5) / width - x) / rx;
			const v = ((row + 0.5) / height - y) / ry;
			if (u * u + v * v > 1) continue;
			mask[row * width + column] = 1;
			area++;
		}
	}
	return { id, class: 'ellipse', mask, area };
}
