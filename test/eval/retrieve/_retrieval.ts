/** The photos that test/oracle/retrieve.py draws. */

import { unitFeatures } from '../../../src/eval/features/similarity.js';
import type { EmbeddedPhoto } from '../../../src/eval/items.js';
import { type ClassShares, semanticMap, sharesPerPatch } from '../../../src/eval/retrieve/semantic-map.js';
import { mulberry32 } from '../../../src/math/random.js';
import { read } from '../../data/_golden.js';
import { draw, objectOf } from '../_drawn.js';

const patch = 8;
export const grid = { rows: 3, columns: 5 };
export const size = { width: 5 * patch, height: 3 * patch };
export const classes = ['background', 'cat', 'dog'];

export const golden = read('retrieve.json') as {
	readonly cases: readonly {
		readonly quota: number;
		readonly neighbours: number;
		readonly temperature: number;
		/** Of each photo of the memory. */
		readonly sampled: number[][];
		/** Class by class. */
		readonly soft: number[];
		readonly hits: number[];
		readonly predicted: number[];
		readonly target: number[];
		readonly meanIoU: number;
		readonly pixelAccuracy: number;
	}[];
};

/** A cat, a dog in front of it, and a bar of void. */
export function drawPhoto(position: number, { scene = position, seed = position } = {}): EmbeddedPhoto {
	const cat = draw(size, (x, y) => (x - 6 - 4 * scene) ** 2 + (y - 9) ** 2 <= 64);
	const dog = draw(size, (x, y) => x >= 12 && x < 31 && y >= 15 - 2 * scene && y < 22 - scene);
	const photo = {
		...{ path: `${position}.png`, name: `${position}.png`, epoch: 0, position },
		image: { ...size, pixels: new Uint8Array(3 * size.width * size.height) },
		objects: [objectOf('1', 'cat', cat), objectOf('2', 'dog', dog)],
		ignored: draw(size, (x) => x >= 37),
	};
	const { values } = semanticMap(photo);
	const random = mulberry32(seed);
	const features = Float64Array.from({ length: 15 * 4 }, (_, i) => {
		const [y, x] = [Math.floor(i / 4 / 5), Math.floor(i / 4) % 5];
		const middle = values[(y * patch + 4) * size.width + x * patch + 4];
		return 2 * random() - 1 + Number(middle === i % 4) * 2;
	});
	return { ...photo, features: unitFeatures(features, grid) };
}

export const memory = [1, 2, 3].map((scene) => drawPhoto(scene - 1, { scene, seed: scene }));
export const query = drawPhoto(3, { scene: 0, seed: 4 });

export function sharesOf(photo: EmbeddedPhoto): ClassShares[] {
	return sharesPerPatch(semanticMap(photo), photo.image, grid);
}
