import { extent } from '../../math/bucket-sort.js';
import type { Counts } from '../items.js';

export const otsuBins = 256;

/**
 * Counts at Otsu's threshold (1979) of all values of a map: 256 equal bins over [min, max], class 0 = bins 0..k,
 * where k maximises w₀w₁(m₀ − m₁)² with bin centres as values, the lowest on ties. Ignored pixels affect the choice
 * but not the counts. `labels`: 0 outside, 1 object, 2 ignored.
 *
 * @param foreground the values to be compared with the threshold, where they are not the map's own
 */
export function otsuCounts(map: Float64Array, labels: Uint8Array, foreground = map): Counts {
	const { low, high } = extent(map);
	const histogram = binValues(map, labels, low, high);
	const last = splitBin(Float64Array.from({ length: otsuBins }, (_, b) => sumLabels(histogram, b)));
	const counted = foreground === map ? histogram : binValues(foreground, labels, low, high);
	let [hits, misses, target] = [0, 0, 0];
	for (let bin = 0; bin < otsuBins; bin++) {
		target += counted[otsuBins + bin]!;
		if (bin <= last) continue;

		hits += counted[otsuBins + bin]!;
		misses += counted[bin]!;
	}
	return { hits, predicted: hits + misses, target };
}

/**
 * Otsu's threshold as a number: the least value of the upper class, so that s ≥ threshold is foreground; infinite for
 * a constant map, which has no foreground.
 */
export function otsuThreshold(map: Float64Array): number {
	const { low, high } = extent(map);
	const histogram = new Float64Array(otsuBins);
	for (const value of map) histogram[otsuBin(value, low, high)]!++;
	const last = splitBin(histogram);
	let threshold = Number.POSITIVE_INFINITY;
	for (const value of map) {
		if (value < threshold && otsuBin(value, low, high) > last) threshold = value;
	}
	return threshold;
}

/** Returns the bin of a value in [low, high]. A constant map fills bin 0. */
export function otsuBin(value: number, low: number, high: number): number {
	const bin = ((value - low) / (high > low ? high - low : 1)) * otsuBins;
	return bin < otsuBins ? bin | 0 : otsuBins - 1;
}

/** Counts values, labels × bins. */
function binValues(map: Float64Array, labels: Uint8Array, low: number, high: number): Int32Array {
	const histogram = new Int32Array(3 * otsuBins);
	for (let i = 0; i < map.length; i++) {
		histogram[labels[i]! * otsuBins + otsuBin(map[i]!, low, high)]!++;
	}
	return histogram;
}

function sumLabels(histogram: Int32Array, bin: number): number {
	return histogram[bin]! + histogram[otsuBins + bin]! + histogram[2 * otsuBins + bin]!;
}

/**
 * Returns the last bin of the lower class. Bin centres are counted in bin widths from the middle of bin 0, so the
 * choice does not depend on the unit.
 */
export function splitBin(histogram: Float64Array): number {
	const total = histogram.reduce((sum, n) => sum + n, 0);
	const moment = histogram.reduce((sum, n, bin) => sum + n * bin, 0);
	let [best, greatest, below, belowMoment] = [0, -1, 0, 0];
	for (let k = 0; k < histogram.length - 1; k++) {
		below += histogram[k]!;
		belowMoment += histogram[k]! * k;
		const above = total - below;
		if (below === 0 || above === 0) continue;

		const gap = belowMoment / below - (moment - belowMoment) / above;
		const variance = below * above * gap * gap;
		if (variance > greatest) [best, greatest] = [k, variance];
	}
	return best;
}
