/**
 * Features of photos by a ViT, and every patch of every object as a prompt at every threshold: milliseconds a photo.
 * The objects are ellipses at places that the peer has too.
 */

import { decodeImage } from '../../src/data/decode.js';
import { findFiles } from '../../src/data/files.js';
import { openEmbedder } from '../../src/eval/embedding.js';
import { sweepPrompts } from '../../src/eval/exhaustive.js';
import type { ObjectMask } from '../../src/eval/items.js';
import type { Contest, Settings } from './contest.js';

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
		{ sizesRecur: true },
	);
	let next = 0;
	const evaluate = async () => {
		const path = files[next++ % files.length]!;
		const image = await decodeImage(path, { orient: true });
		const objects = ellipses.map((ellipse, i) => drawEllipse(ellipse, image.width, image.height, `${i}`));
		const photo = {
			path,
			name: path,
			epoch: 0,
			position: 0,
			image,
			objects,
			features: await embedder.embed(image),
		};
		return sweepPrompts(photo).length;
	};
	await evaluate();
	const measure = async () => {
		const began = performance.now();
		for (let i = 0; i < count; i++) await evaluate();
		return [(performance.now() - began) / count];
	};
	return { measure };
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
