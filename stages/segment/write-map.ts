import type { Point } from '../../src/data/geometry.js';
import { heatMap } from '../../src/draw/heat-map.js';
import { drawMarker } from '../../src/draw/marker.js';
import { overlay } from '../../src/draw/overlay.js';
import { encodeMaskPng, encodePng } from '../../src/draw/png.js';
import type { SegmentedPhoto } from '../../src/eval/map/segment-photo.js';
import type { Resource } from '../../src/flow/resource.js';
import type { Sink } from '../../src/flow/sink.js';
import { extent } from '../../src/math/bucket-sort.js';
import type { RunFolder } from '../../src/run/folder.js';

/** The content of `map.json`. */
export interface MapFigures {
	readonly image: string;
	readonly width: number;
	readonly height: number;
	/** Description of the model that computed the features. */
	readonly model: Readonly<Record<string, unknown>>;
	readonly points: readonly Point[];
	/** Least and greatest score of a pixel: the ends of the heat map's colours. */
	readonly minimum: number;
	readonly maximum: number;
	/** Threshold; null if no score is great enough to be foreground: Otsu's, of a constant map. */
	readonly threshold: number | null;
	/** Share of the photo's pixels that are foreground, 0..1. */
	readonly share: number;
}

/** Figures of a map, and its folder. */
export interface WrittenMap extends MapFigures {
	readonly folder: string;
}

/**
 * Writes the result of a prompt in a photo: `heat-map.png`, `mask.png` and `overlay.png`, each of the photo's size,
 * and `map.json`.
 *
 * @param embedder what computed the features
 */
export function writeMap(
	folder: RunFolder,
	embedder: Resource<{ readonly description: MapFigures['model'] }>,
): Sink<SegmentedPhoto, WrittenMap> {
	return {
		name: 'write-map',
		types: 'SegmentedPhoto → WrittenMap',
		uses: [embedder],
		open() {
			let written: WrittenMap | undefined;
			return {
				async write(item) {
					const figures = measure(item, embedder.value.description);
					await folder.write('heat-map.png', await encodePng(drawHeatMap(item, figures)));
					await folder.write('mask.png', await encodeMaskPng(item.mask, item.photo.image));
					await folder.write('overlay.png', await encodePng(drawOverlay(item)));
					await folder.writeJson('map.json', figures);
					written = { ...figures, folder: folder.folder };
				},
				result() {
					if (!written) throw new Error('The run was stopped before the map was written: run it again');
					return written;
				},
			};
		},
	};
}

function measure(
	{ photo, prompt, scores, threshold, mask }: SegmentedPhoto,
	model: MapFigures['model'],
): MapFigures {
	const { low, high } = extent(scores);
	return {
		image: photo.path,
		width: photo.image.width,
		height: photo.image.height,
		model,
		points: prompt.points,
		minimum: low,
		maximum: high,
		threshold: Number.isFinite(threshold) ? threshold : null,
		share: mask.reduce((sum, value) => sum + value, 0) / mask.length,
	};
}

function drawHeatMap({ photo, prompt, scores }: SegmentedPhoto, { minimum, maximum }: MapFigures) {
	const image = heatMap(photo.image, scores, [minimum, maximum]);
	for (const point of prompt.points) drawMarker(image, point);
	return image;
}

function drawOverlay({ photo, prompt, mask }: SegmentedPhoto) {
	return overlay(photo.image, { prediction: mask, points: prompt.points });
}
