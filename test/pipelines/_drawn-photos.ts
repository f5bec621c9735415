import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { ExecutionContext } from 'ava';
import sharp from 'sharp';
import { folderWith } from '../data/_folder.js';
import { writePng } from '../support/png.js';

const [width, height] = [40, 32];

/** A data set of the kind `folder`: photos of two bright boxes each, which move from photo to photo. */
export async function drawPhotos(t: ExecutionContext, count: number): Promise<string> {
	const root = folderWith(t, {});
	for (const folder of ['images', 'masks']) mkdirSync(path.join(root, folder));
	for (let i = 0; i < count; i++) {
		const labels = Uint8Array.from({ length: width * height }, (_, pixel) => {
			const [x, y] = [pixel % width, Math.floor(pixel / width)];
			const isLeft = x >= i && x < 12 + i && y >= 4 && y < 20 + i;
			return isLeft ? 1 : Number(x >= 24 && x < 40 - i && y >= 8 && y < 28) * 2;
		});
		const pixels = Uint8Array.from({ length: 3 * width * height }, (_, sample) => {
			const label = labels[Math.floor(sample / 3)]!;
			return label * 90 + ((sample * (7 + i)) % 50) + (sample % 3) * 12 * label;
		});
		const photo = sharp(pixels, { raw: { width, height, channels: 3 } }).png();
		await photo.toFile(path.join(root, 'images', `${i}.png`));
		await writePng(path.join(root, 'masks', `${i}.png`), { width, height, samples: labels });
	}
	return root;
}
