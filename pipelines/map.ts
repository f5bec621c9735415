/**
 * Click a point of a photo, and see what a network takes for the same thing: the cosine of every patch's feature with
 * that of the patch at the point, as `segment` measures it on annotated photos.
 *
 *   mmc run map --set image=photo.jpg --set 'point=[120,80]' --set model.weights=teacher.safetensors
 */
import path from 'node:path';
import { z } from 'zod';
import type { Point } from '../src/data/geometry.js';
import { modelOptions, openEmbedder } from '../src/eval/features/embedding.js';
import { readThreshold } from '../src/eval/segment/read-threshold.js';
import { from } from '../src/flow/flow.js';
import { resource } from '../src/flow/resource.js';
import { definePipeline } from '../src/run/pipeline.js';
import { decode } from '../stages/input/decode.js';
import { cutMap, cutMapOptions } from '../stages/segment/cut-map.js';
import { embed } from '../stages/segment/embed.js';
import { promptWithPoints } from '../stages/segment/prompt-with-points.js';
import { similarity } from '../stages/segment/similarity.js';
import { type WrittenMap, writeMap } from '../stages/segment/write-map.js';

const pixel = z.tuple([z.int().min(0), z.int().min(0)]);
type Pixel = z.infer<typeof pixel>;

/**
 * Pipeline `map`: the similarity of one photo’s patches to a point of it, as heat map, mask and overlay. Its
 * result is a `WrittenMap`.
 */
export default definePipeline({
	name: 'map',
	summary: 'Shows what in one photo is similar to the point you name: heat map, mask, overlay.',
	options: z.strictObject({
		image: z.string().min(1).describe('a photo, turned upright by its EXIF orientation'),
		point: z
			.union([pixel, z.array(pixel).nonempty()])
			.optional()
			.describe(
				'[x,y] in px from the upper left corner, or several, [[x,y],[x,y]]; default: the middle of the photo',
			),
		model: modelOptions,
		threshold: cutMapOptions.prefault({}),
	}),
	build({ image, point, model, threshold }, folder) {
		const chosen = resource('threshold', async () =>
			threshold.from === 'otsu' ? undefined : (await readThreshold(threshold.from)).value,
		);
		const embedder = resource(
			'embedder',
			() => openEmbedder(model),
			(value) => value[Symbol.asyncDispose](),
		);
		const photo = { path: image, name: path.basename(image), epoch: 0, position: 0, objects: [] };
		return from({ name: 'photo', types: 'ImageFile', open: () => [photo] })
			.via(decode({ orient: true, onError: 'fail' }))
			.via(embed(embedder))
			.via(promptWithPoints(pointsOf(point)))
			.via(similarity(model.weights === 'disc' ? 'disc' : 'cosine'))
			.via(cutMap(chosen, threshold))
			.into(writeMap(folder, embedder));
	},
	describe: describeMap,
});

function pointsOf(point: Pixel | readonly Pixel[] = []): Point[] {
	const pixels = isPixel(point) ? [point] : point;
	return pixels.map(([x, y]) => ({ x, y }));
}

function isPixel(point: Pixel | readonly Pixel[]): point is Pixel {
	return typeof point[0] === 'number';
}

function describeMap({ folder, minimum, maximum, threshold, share }: WrittenMap): string {
	const cut = threshold === null ? 'No pixel is foreground' : `Foreground from ${threshold.toFixed(3)} on`;
	return [
		`Similarity from ${minimum.toFixed(3)} to ${maximum.toFixed(3)}. ${cut}: ${(100 * share).toFixed(1)}% of the photo.`,
		`Written to ${folder}: heat-map.png, mask.png, overlay.png, map.json`,
	].join('\n');
}
