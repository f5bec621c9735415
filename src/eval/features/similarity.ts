import type { Grid } from '../../data/geometry.js';
import { unitRows } from '../../math/unit-rows.js';
import type { FeatureGrid, ScoreMap } from '../items.js';
import { wasmScratch } from '../map/scratch.js';

/**
 * Divides each vector by max(‖z‖, 1e-12), in float64.
 *
 * @param values rows × columns × dimensions, row-major
 * @throws {RangeError} when the number of values does not fit the grid, or one is not finite
 */
export function unitFeatures(values: ArrayLike<number>, grid: Grid): FeatureGrid {
	const count = grid.rows * grid.columns;
	const dimensions = values.length / count;
	if (!Number.isInteger(dimensions)) {
		throw new RangeError(
			`\`${values.length}\` features do not fit a grid of ${grid.rows} × ${grid.columns} patches: drop the class and register tokens.`,
		);
	}

	return { rows: grid.rows, columns: grid.columns, dimensions, values: finiteUnitRows(values, dimensions) };
}

function finiteUnitRows(values: ArrayLike<number>, dimensions: number): Float64Array {
	const unit = unitRows(values, dimensions);
	for (let start = 0; start < unit.length; start += dimensions) {
		if (Number.isNaN(unit[start]))
			throw new RangeError("A patch's feature has no finite length: check the network's weights.");
	}
	return unit;
}

/** Returns the feature of one patch, or the normalised mean feature of several. */
export function queryFeature({ values, dimensions }: FeatureGrid, patches: readonly number[]): Float64Array {
	const query = new Float64Array(dimensions);
	for (const patch of patches) {
		for (let d = 0; d < dimensions; d++) query[d] = query[d]! + values[patch * dimensions + d]!;
	}
	// One patch's feature has unit length already; dividing again would change its last bit.
	return patches.length > 1 ? finiteUnitRows(query, dimensions) : query;
}

/** Returns the cosine of the query with every patch. */
export function cosineMap(features: FeatureGrid, patches: readonly number[]): ScoreMap {
	const { rows, columns } = features;
	const values = new Float64Array(rows * columns);
	dots(queryFeature(features, patches), features, values);
	return { rows, columns, values };
}

/**
 * Number of queries at once, so that the scratch memory, which never shrinks, holds no matrix of all patches by all.
 */
const queriesAtOnce = 64;

/**
 * Returns the cosines of `patches` with every patch.
 *
 * @returns patches × (rows · columns), row-major
 */
export function cosineRows(features: FeatureGrid, patches: readonly number[]): Float64Array {
	const { rows, columns, dimensions, values } = features;
	const count = rows * columns;
	const stride = 16 * Math.ceil(count / 16);
	const cosines = new Float64Array(patches.length * count);
	const numbers = values.length + dimensions * (queriesAtOnce + stride) + queriesAtOnce * stride;
	using scratch = wasmScratch(8 * numbers + 2 ** 12);
	const packed = scratch.float64(stride * dimensions).byteOffset;
	const queries = scratch.float64(queriesAtOnce * dimensions);
	const out = scratch.float64(queriesAtOnce * stride);
	scratch.functions.packFeatures(scratch.put(values), count, dimensions, packed);
	for (let first = 0; first < patches.length; first += queriesAtOnce) {
		const some = patches.slice(first, first + queriesAtOnce);
		for (const [i, patch] of some.entries()) {
			queries.set(values.subarray(patch * dimensions, (patch + 1) * dimensions), i * dimensions);
		}
		scratch.functions.dotProducts(
			queries.byteOffset,
			some.length,
			packed,
			stride / 16,
			dimensions,
			out.byteOffset,
		);
		for (const i of some.keys()) {
			cosines.set(out.subarray(i * stride, i * stride + count), (first + i) * count);
		}
	}
	return cosines;
}

/** Computes four patches at once: four sums that do not wait for one another. */
function dots(query: Float64Array, { dimensions: D, values }: FeatureGrid, out: Float64Array) {
	let j = 0;
	for (; j + 4 <= out.length; j += 4) {
		let [a, b, c, d] = [0, 0, 0, 0];
		for (let k = 0, i = j * D; k < D; k++, i++) {
			const q = query[k]!;
			a += q * values[i]!;
			b += q * values[i + D]!;
			c += q * values[i + 2 * D]!;
			d += q * values[i + 3 * D]!;
		}
		out[j] = a;
		out[j + 1] = b;
		out[j + 2] = c;
		out[j + 3] = d;
	}
	for (; j < out.length; j++) {
		let sum = 0;
		for (let k = 0; k < D; k++) sum += query[k]! * values[j * D + k]!;
		out[j] = sum;
	}
}
