import type { Counts } from '../items.js';
import { otsuBins, splitBin } from './otsu.js';
import { board } from './scratch.js';
import { cumulate, type ThresholdedMap, thresholds } from './thresholds.js';

/** Number of intervals of a map's range in which pixels are counted: sixteen for each of Otsu's bins. */
const cells = 16 * otsuBins;
/** Mark of a cell that contains a fixed threshold, so that each of its pixels must be compared. */
const parted = 255;

const table = Float64Array.from([...thresholds, Number.POSITIVE_INFINITY]);

/**
 * Computes `thresholdPixels` and `otsuCounts` of one map in one pass and in a quarter of the time. Pixels are counted
 * in narrow cells, most of which lie entirely between two fixed thresholds.
 *
 * @param labels 0 outside, 1 object, 2 ignored
 */
export function cutPixels(map: Float64Array, labels: Uint8Array): ThresholdedMap & { readonly otsu: Counts } {
	const scores = board.begin(map);
	const { low, range } = rangeOf(scores, map.length);
	const levelOfCell = levelsOfCells(low, range);
	const levels = board.uint8(map.length);
	const counted = board.int32(3 * cells); // labels × cells
	const atLevel = board.int32(3 * 128); // labels × levels, of the cells that are parted
	board.functions.countPixels(
		scores,
		board.put(labels),
		levels.byteOffset,
		map.length,
		low,
		range,
		board.put(levelOfCell),
		counted.byteOffset,
		atLevel.byteOffset,
		board.put(table),
		thresholds.length,
	);
	for (let label = 0; label < 2; label++) {
		for (let cell = 0; cell < cells; cell++) {
			const level = levelOfCell[cell]!;
			if (level !== parted) atLevel[label * 128 + level]! += counted[label * cells + cell]!;
		}
	}
	return {
		levels: levels.slice(),
		counts: cumulate(atLevel.subarray(0, 128), atLevel.subarray(128, 256)),
		otsu: otsuOfCells(counted),
	};
}

function rangeOf(scores: number, pixels: number): { readonly low: number; readonly range: number } {
	const out = board.float64(2);
	board.functions.extent(scores, pixels, out.byteOffset);
	const [low, high] = out as unknown as [number, number];
	return { low, range: high > low ? high - low : 1 };
}

/** Level of all values of each cell; `parted` if a threshold is in it, or as near as rounding goes. */
function levelsOfCells(low: number, range: number): Uint8Array {
	const slack = 1e-6;
	const levels = new Uint8Array(cells);
	const places = thresholds.map((threshold) => ((threshold - low) / range) * cells);
	for (const [k, place] of places.entries()) {
		levels.fill(k + 1, clampCell(place), clampCell(places[k + 1] ?? cells));
	}
	for (const place of places) levels.fill(parted, clampCell(place - slack), clampCell(place + slack + 1));
	return levels;
}

function clampCell(place: number): number {
	return Math.min(Math.max(Math.floor(place), 0), cells);
}

function otsuOfCells(counted: Int32Array): Counts {
	const [histogram, outside, object] = [0, 1, 2].map(() => new Float64Array(otsuBins)) as [
		Float64Array,
		Float64Array,
		Float64Array,
	];
	for (let cell = 0; cell < cells; cell++) {
		const bin = cell >> 4;
		outside[bin]! += counted[cell]!;
		object[bin]! += counted[cells + cell]!;
		histogram[bin]! += counted[cell]! + counted[cells + cell]! + counted[2 * cells + cell]!;
	}
	const last = splitBin(histogram);
	const above = (counts: Float64Array) => counts.subarray(last + 1).reduce((sum, n) => sum + n, 0);
	const [hits, misses] = [above(object), above(outside)];
	return { hits, predicted: hits + misses, target: object.reduce((sum, n) => sum + n, 0) };
}
