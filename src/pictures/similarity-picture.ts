import path from 'node:path';
import type { Point } from '../data/geometry.js';
import type { Image } from '../data/items.js';
import { denormalise } from '../data/resampling/normalise.js';
import { type Cell, contactSheet } from '../draw/contact-sheet.js';
import { heatMap } from '../draw/heat-map.js';
import { drawMarker } from '../draw/marker.js';
import { magnify } from '../draw/scale.js';
import { magnification } from '../draw/view-row.js';
import { centralInput } from '../eval/features/network-input.js';
import { cosineMap, cosineRows, unitFeatures } from '../eval/features/similarity.js';
import type { FeatureGrid } from '../eval/items.js';
import { upsample } from '../eval/map/bilinear.js';
import { patchOfPixel } from '../eval/map/patch-grid.js';
import { extent } from '../math/bucket-sort.js';
import type { Training } from '../nn/step/training.js';
import { tf } from '../nn/tf/tf.js';
import { forwardVit } from '../nn/vit/vit.js';
import type { FixedPhotos } from './fixed-photos.js';

/** Similarities of the teacher's patch features. */
export interface Similarities {
	readonly picture: Image;
	/** Cosines of patches with all patches of their photo. */
	readonly cosines: Float64Array;
}

/** Places of the prompts, as shares of the side: the middle, mostly on the object, and its surroundings. */
const prompts = { 'prompt 1': [0.5, 0.5], 'prompt 2': [0.2, 0.2] } as const;

/** Number of patches of each photo whose cosines are counted. */
const countedPatches = 16;

/** Compares the teacher's patch features in the middle square of each photo, at the size of training. */
export function similarities({ config, teacher }: Training, { photos }: FixedPhotos): Similarities {
	const { patch, imageSize } = config.vit;
	const inputs = photos.map(({ image }) => centralInput(image, imageSize, imageSize, patch));
	const { grid } = inputs[0]!;
	// One pass over the network for all. Values are read within `tidy`, since typed arrays are not searched for
	// tensors.
	const values = tf.tidy(() => {
		const images = inputs.map(({ pixels }) => tf.tensor3d(pixels, [imageSize, imageSize, 3]));
		return forwardVit(config.vit, teacher, tf.stack(images)).patches.dataSync<'float32'>();
	});
	const size = values.length / photos.length;
	const features = photos.map((_, i) => unitFeatures(values.subarray(i * size, (i + 1) * size), grid));
	const rows = features.map((feature, i) => {
		const pixels = denormalise(inputs[i]!.pixels);
		return drawRow({ width: imageSize, height: imageSize, pixels }, path.basename(photos[i]!.path), feature);
	});
	return {
		picture: contactSheet({ columns: ['photo', ...Object.keys(prompts)], rows }),
		cosines: Float64Array.from(features.flatMap((feature) => [...someCosines(feature)])),
	};
}

function drawRow(photo: Image, name: string, features: FeatureGrid): Cell[] {
	const image = magnify(photo, magnification(photo.width));
	const maps = Object.values(prompts).map(([x, y]) => {
		const point = { x: Math.floor(x * image.width), y: Math.floor(y * image.height) };
		return drawMap(image, point, features);
	});
	return [{ caption: name, image }, ...maps];
}

function drawMap(image: Image, point: Point, features: FeatureGrid): Cell {
	const map = cosineMap(features, [patchOfPixel(point, image, features)]);
	const { low, high } = extent(map.values);
	const picture = heatMap(image, upsample(map, image), [low, high]);
	drawMarker(picture, point);
	return { caption: `${low.toFixed(2)} to ${high.toFixed(2)}`, image: picture };
}

function someCosines(features: FeatureGrid): Float64Array {
	const count = features.rows * features.columns;
	const stride = Math.max(1, Math.floor(count / countedPatches));
	const patches = Array.from({ length: Math.min(count, countedPatches) }, (_, i) => i * stride);
	return cosineRows(features, patches);
}
