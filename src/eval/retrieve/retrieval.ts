import type { AnnotatedPhoto } from '../../data/annotations.js';
import type { Grid, Size } from '../../data/geometry.js';
import type { Counts } from '../items.js';
import { upsampleTo } from '../map/bilinear.js';
import { ScratchMap } from '../map/scratch.js';
import type { ClassMaps } from './patch-memory.js';
import { ignoredPixel, semanticMap } from './semantic-map.js';

/** A photo with the memory's class maps. */
export interface RetrievedPhoto extends AnnotatedPhoto {
	readonly grid: Grid;
	readonly maps: ClassMaps;
}

/** Counts of right and wrong pixels in one photo, by class. */
export interface RetrievalRecord {
	readonly image: string;
	/** Counts of each class that was predicted or annotated. */
	readonly counts: ReadonlyMap<string, Counts>;
}

/**
 * Returns the class of the greatest share at each pixel, after bilinear interpolation of the maps to the photo's
 * size.
 */
function predictPixels(maps: ClassMaps, grid: Grid, size: Size): { classes: string[]; values: Uint16Array } {
	const classes = [...maps.keys()].sort();
	const values = new Uint16Array(size.width * size.height);
	const best = new Float64Array(values.length).fill(Number.NEGATIVE_INFINITY);
	using upsampled = new ScratchMap(values.length);
	const map = upsampled.values;
	for (const [c, name] of classes.entries()) {
		upsampled.begin();
		upsampleTo(upsampled, { ...grid, values: maps.get(name)! }, size);
		for (let i = 0; i < map.length; i++) {
			if (map[i]! <= best[i]!) continue;

			best[i] = map[i]!;
			values[i] = c;
		}
	}
	return { classes, values };
}

/** Counts the pixels of each class; those that are ignored count neither as predicted nor as target. */
export function measureRetrieval({ grid, maps, ...photo }: RetrievedPhoto): RetrievalRecord {
	const target = semanticMap(photo);
	const predicted = predictPixels(maps, grid, photo.image);
	const names = [...new Set([...target.classes, ...predicted.classes])].sort();
	const totals = new Map(names.map((name) => [name, { hits: 0, predicted: 0, target: 0 }]));
	const targets = target.classes.map((name) => totals.get(name)!);
	const predictions = predicted.classes.map((name) => totals.get(name)!);
	for (let i = 0; i < target.values.length; i++) {
		if (target.values[i] === ignoredPixel) continue;

		const is = targets[target.values[i]!]!;
		const taken = predictions[predicted.values[i]!]!;
		is.target++;
		taken.predicted++;
		if (is === taken) is.hits++;
	}
	return { image: photo.name, counts: totals };
}
