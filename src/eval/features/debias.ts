import { leadingEigenvectors } from '../../math/eigenvectors.js';
import type { FeatureGrid } from '../items.js';
import { unitFeatures } from './similarity.js';

/**
 * Returns the directions along which patches' features spread most, without subtracting their mean: the first right
 * singular vectors of the matrix of features.
 *
 * @returns count × dimensions, row-major, orthonormal
 * @throws {RangeError} when there are not more dimensions than `count`
 */
export function leadingDirections({ values, dimensions }: FeatureGrid, count: number): Float64Array {
	if (count >= dimensions) {
		throw new RangeError(
			`\`model.debias\` is \`${count}\`, but features have ${dimensions} dimensions: take less, so that some are left`,
		);
	}

	const gram = new Float64Array(dimensions ** 2);
	for (let start = 0; start < values.length; start += dimensions) {
		const feature = values.subarray(start, start + dimensions);
		for (let i = 0; i < dimensions; i++) {
			for (let j = 0; j < dimensions; j++) gram[i * dimensions + j]! += feature[i]! * feature[j]!;
		}
	}
	return leadingEigenvectors(gram, dimensions, count);
}

/** Projects orthonormal directions out of each feature and normalises it again. */
export function projectOut(features: FeatureGrid, directions: Float64Array): FeatureGrid {
	const { dimensions } = features;
	const values = features.values.slice();
	for (let start = 0; start < values.length; start += dimensions) {
		const feature = values.subarray(start, start + dimensions);
		for (let from = 0; from < directions.length; from += dimensions) {
			let along = 0;
			for (let d = 0; d < dimensions; d++) along += feature[d]! * directions[from + d]!;
			for (let d = 0; d < dimensions; d++) feature[d]! -= along * directions[from + d]!;
		}
	}
	return unitFeatures(values, features);
}
