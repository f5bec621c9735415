/**
 * The passes of the evaluation over all pixels of a photo or a map in WebAssembly. This is AssemblyScript, compiled by
 * hand into `src/eval/map/binary.ts`; scripts/compile-assembly.ts has the command.
 *
 * Each function gives the same bits as what is named at it says. Pointers are bytes of the module's memory. Functions
 * may read up to 16 bytes behind the end of what they are given.
 */

// Intervals of a map's range, and what stands for one that a threshold parts: as in src/eval/map/cut-pixels.ts.
const CELLS: i32 = 4096;
const PARTED: i32 = 255;

/**
 * Bilinear interpolation of `rows` × `columns` float64 at `values`, as src/eval/map/bilinear.ts prepares it: row y lies
 * `downWeight[y]` of the way from input row `down[y]` to the next, pixel x `acrossWeight[x]` of the way from column c to
 * the next where `begins[c]` ≤ x < `begins[c + 1]`.
 *
 * @param line float64 [columns + 1] to work in
 */
export function upsample(
	values: usize,
	rows: i32,
	columns: i32,
	down: usize,
	downWeight: usize,
	begins: usize,
	acrossWeight: usize,
	line: usize,
	height: i32,
	width: i32,
	out: usize,
): void {
	for (let y = 0; y < height; y++) {
		const row = load<i32>(down + (y << 2));
		const above = values + ((row * columns) << 3);
		const below = values + ((min(row + 1, rows - 1) * columns) << 3);
		const share = load<f64>(downWeight + (y << 3));
		for (let c: usize = 0; c < <usize>columns << 3; c += 8) {
			const value = load<f64>(above + c);
			store<f64>(line + c, value + share * (load<f64>(below + c) - value));
		}
		// Constant beyond the last column.
		store<f64>(line + (columns << 3), load<f64>(line + ((columns - 1) << 3)));
		for (let c = 0; c < columns; c++) {
			const left = load<f64>(line + (c << 3));
			const rise = load<f64>(line + (c << 3), 8) - left;
			const lefts = f64x2.splat(left);
			const rises = f64x2.splat(rise);
			let x: usize = load<i32>(begins + (c << 2)) << 3;
			const end: usize = load<i32>(begins + (c << 2), 4) << 3;
			for (; x + 16 <= end; x += 16) {
				v128.store(out + x, f64x2.add(lefts, f64x2.mul(v128.load(acrossWeight + x), rises)));
			}
			if (x < end) store<f64>(out + x, left + load<f64>(acrossWeight + x) * rise);
		}
		out += width << 3;
	}
}

/** The least and the greatest of `count` float64 at `values`, written to `out`. */
export function extent(values: usize, count: i32, out: usize): void {
	let low = f64x2.splat(Infinity);
	let high = f64x2.splat(-Infinity);
	const end = values + (<usize>count << 3);
	for (; values + 16 <= end; values += 16) {
		const pair = v128.load(values);
		low = f64x2.pmin(low, pair);
		high = f64x2.pmax(high, pair);
	}
	if (values < end) {
		const last = v128.load64_splat(values);
		low = f64x2.pmin(low, last);
		high = f64x2.pmax(high, last);
	}
	store<f64>(out, min(f64x2.extract_lane(low, 0), f64x2.extract_lane(low, 1)));
	store<f64>(out + 8, max(f64x2.extract_lane(high, 0), f64x2.extract_lane(high, 1)));
}

/**
 * Counts pixels in narrow cells of the map's range, and writes the level of each; where a threshold parts a cell, by
 * `levelOf` of src/eval/map/thresholds.ts, and counted at its level too.
 *
 * @param counted int32 [3, CELLS], labels × cells
 * @param atLevel int32 [3, 128], labels × levels
 * @param thresholds float64 [last], and infinity
 */
export function countPixels(
	map: usize,
	labels: usize,
	levels: usize,
	count: i32,
	low: f64,
	range: f64,
	levelOfCell: usize,
	counted: usize,
	atLevel: usize,
	thresholds: usize,
	last: i32,
): void {
	const lows = f64x2.splat(low);
	const ranges = f64x2.splat(range);
	const times = f64x2.splat(<f64>CELLS);
	const top = i32x4.splat(CELLS - 1);
	let i = 0;
	for (; i + 2 <= count; i += 2) {
		const place = f64x2.mul(f64x2.div(f64x2.sub(v128.load(map + (<usize>i << 3)), lows), ranges), times);
		const cells = i32x4.min_s(i32x4.trunc_sat_f64x2_s_zero(place), top);
		countPixel(map, labels, levels, i, i32x4.extract_lane(cells, 0), levelOfCell, counted, atLevel, thresholds, last);
		countPixel(map, labels, levels, i + 1, i32x4.extract_lane(cells, 1), levelOfCell, counted, atLevel, thresholds, last);
	}
	if (i < count) {
		const place = ((load<f64>(map + (<usize>i << 3)) - low) / range) * CELLS;
		countPixel(map, labels, levels, i, min(<i32>place, CELLS - 1), levelOfCell, counted, atLevel, thresholds, last);
	}
}

// @ts-ignore: decorator
@inline
function countPixel(
	map: usize,
	labels: usize,
	levels: usize,
	i: i32,
	cell: i32,
	levelOfCell: usize,
	counted: usize,
	atLevel: usize,
	thresholds: usize,
	last: i32,
): void {
	const label = <i32>load<u8>(labels + i);
	increase(counted + ((label * CELLS + cell) << 2));
	let level = <i32>load<u8>(levelOfCell + cell);
	if (level === PARTED) {
		level = levelOf(load<f64>(map + (<usize>i << 3)), thresholds, last);
		increase(atLevel + ((label * 128 + level) << 2));
	}
	store<u8>(levels + i, label === 2 ? 0 : level);
}

// @ts-ignore: decorator
@inline
function increase(place: usize): void {
	store<i32>(place, load<i32>(place) + 1);
}

// @ts-ignore: decorator
@inline
function levelOf(value: f64, thresholds: usize, last: i32): i32 {
	const level = min(max(<i32>(value * 100 + 11), 0), last);
	if (value >= load<f64>(thresholds + (<usize>level << 3))) return level + 1;
	return level > 0 && value < load<f64>(thresholds + (<usize>(level - 1) << 3)) ? level - 1 : level;
}

/**
 * Finds the place of each pixel outside the object among the object's ascending `values`, in `buckets` of
 * src/math/bucket-sort.ts.
 *
 * @param places int32 [values + 1]: how many pixels reach exactly so many of the values
 * @returns how many values the pixels tie with, summed
 */
export function placeOthers(
	map: usize,
	labels: usize,
	count: i32,
	values: usize,
	starts: usize,
	low: f64,
	scale: f64,
	last: i32,
	places: usize,
): f64 {
	let ties: i64 = 0;
	let below = 0;
	for (let i = 0; i < count; i++) {
		if (load<u8>(labels + i) !== 0) continue;

		const value = load<f64>(map + (<usize>i << 3));
		if (value < low) {
			below++;
			continue;
		}
		const interval = (value - low) * scale;
		const bucket = interval < <f64>last ? <i32>interval : last;
		const start = load<i32>(starts + (<usize>bucket << 2));
		const place = countUpTo(values, value, start, load<i32>(starts + (<usize>bucket << 2), 4));
		increase(places + (<usize>place << 2));
		if (place > start && load<f64>(values + (<usize>(place - 1) << 3)) === value) {
			ties += place - countBelow(values, value, start, place);
		}
	}
	store<i32>(places, load<i32>(places) + below);
	return <f64>ties;
}

/** How many of the ascending `values` are at most `value`, given that it is `from` to `to`. */
function countUpTo(values: usize, value: f64, from: i32, to: i32): i32 {
	while (from < to) {
		const middle = (from + to) >> 1;
		if (load<f64>(values + (<usize>middle << 3)) <= value) from = middle + 1;
		else to = middle;
	}
	return from;
}

/** How many of the ascending `values` are below `value`, given that it is `from` to `to`. */
function countBelow(values: usize, value: f64, from: i32, to: i32): i32 {
	while (from < to) {
		const middle = (from + to) >> 1;
		if (load<f64>(values + (<usize>middle << 3)) < value) from = middle + 1;
		else to = middle;
	}
	return from;
}

/**
 * Between which levels each pixel and its right, lower and lower right neighbours lie: it is boundary at the thresholds
 * from the least to before the greatest. Rows from `nearTop` to before `nearBottom` keep them, in `low` and `high`.
 *
 * @param near 1 = near the target's boundary, of the rows that are kept
 * @param rise int32 [2, 256], far and near: raised at the least level and lowered at the greatest
 */
export function findCrossings(
	levels: usize,
	width: i32,
	height: i32,
	near: usize,
	nearTop: i32,
	nearBottom: i32,
	low: usize,
	high: usize,
	rise: usize,
): void {
	for (let y = 0; y < height; y++) {
		const row = levels + y * width;
		const below = y + 1 < height ? row + width : row;
		const isKept = y >= nearTop && y < nearBottom;
		const at = isKept ? (y - nearTop) * width : 0;
		let x = 0;
		// A pixel's right neighbour is in its row.
		for (; x + 16 < width; x += 16) {
			const a = v128.load(row + x);
			const b = v128.load(row + x + 1);
			const c = v128.load(below + x);
			const d = v128.load(below + x + 1);
			const from = i8x16.min_u(i8x16.min_u(a, b), i8x16.min_u(c, d));
			const to = i8x16.max_u(i8x16.max_u(a, b), i8x16.max_u(c, d));
			if (isKept) {
				v128.store(low + at + x, from);
				v128.store(high + at + x, to);
			}
			// Equal levels would be raised and lowered at the same place.
			let crossed = i8x16.bitmask(i8x16.ne(from, to));
			if (crossed === 0) continue;

			v128.store(scratch, from);
			v128.store(scratch, to, 16);
			for (; crossed !== 0; crossed &= crossed - 1) {
				const lane = ctz(crossed);
				const side = isKept ? <i32>load<u8>(near + at + x + lane) << 10 : 0;
				cross(rise + side, load<u8>(scratch + lane), load<u8>(scratch + lane, 16));
			}
		}
		for (; x < width; x++) {
			const right = x + 1 < width ? 1 : 0;
			const from = min(
				min(load<u8>(row + x), load<u8>(row + x + right)),
				min(load<u8>(below + x), load<u8>(below + x + right)),
			);
			const to = max(
				max(load<u8>(row + x), load<u8>(row + x + right)),
				max(load<u8>(below + x), load<u8>(below + x + right)),
			);
			if (isKept) {
				store<u8>(low + at + x, from);
				store<u8>(high + at + x, to);
			}
			const side = isKept ? <i32>load<u8>(near + at + x) << 10 : 0;
			cross(rise + side, from, to);
		}
	}
}

/** From and to of sixteen pixels. */
const scratch = memory.data(32, 16);

// @ts-ignore: decorator
@inline
function cross(rise: usize, from: u8, to: u8): void {
	increase(rise + (<usize>from << 2));
	const fall = rise + (<usize>to << 2);
	store<i32>(fall, load<i32>(fall) - 1);
}

/**
 * `resizeRows` of src/data/resampling/resize.ts: squeezes `height` rows of RGB bytes to `size` pixels each, float64. `begins` is
 * int32 [size], `weights` float64 [size, taps].
 */
export function resizeRows(
	pixels: usize,
	width: i32,
	height: i32,
	begins: usize,
	weights: usize,
	taps: i32,
	size: i32,
	out: usize,
): void {
	for (let y = 0; y < height; y++) {
		const row = pixels + 3 * y * width;
		let weight = weights;
		for (let x = 0; x < size; x++) {
			let pixel = row + 3 * load<i32>(begins + (x << 2));
			let redGreen = f64x2.splat(0);
			let blue = f64x2.splat(0);
			for (let k = 0; k < taps; k++) {
				const shares = v128.load64_splat(weight);
				// The fourth sample is the next pixel's; the next store covers what it makes.
				const samples = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(pixel)));
				redGreen = f64x2.add(redGreen, f64x2.mul(shares, f64x2.convert_low_i32x4_u(samples)));
				const rest = v128.shuffle<i32>(samples, samples, 2, 3, 2, 3);
				blue = f64x2.add(blue, f64x2.mul(shares, f64x2.convert_low_i32x4_u(rest)));
				pixel += 3;
				weight += 8;
			}
			v128.store(out, redGreen);
			v128.store(out, blue, 16);
			out += 24;
		}
	}
}

/**
 * `resizeColumns` of src/data/resampling/resize.ts, and `normalise` of src/data/resampling/normalise.ts: makes `size` rows of `stride` float32
 * out of more or fewer of float64.
 *
 * @param scales, shifts float64 [6]: of red, green and blue, twice
 */
export function resizeColumns(
	rows: usize,
	stride: i32,
	begins: usize,
	weights: usize,
	taps: i32,
	size: i32,
	scales: usize,
	shifts: usize,
	out: usize,
): void {
	for (let y = 0; y < size; y++) {
		const top = rows + ((load<i32>(begins + (y << 2)) * stride) << 3);
		let colour: usize = 0; // of the first of two samples, in bytes of `scales`
		let x = 0;
		for (; x + 2 <= stride; x += 2) {
			let sum = f64x2.splat(0);
			let source = top + (x << 3);
			for (let k = 0; k < taps; k++) {
				sum = f64x2.add(sum, f64x2.mul(v128.load64_splat(weights + (k << 3)), v128.load(source)));
				source += stride << 3;
			}
			const value = f64x2.sub(f64x2.mul(sum, v128.load(scales + colour)), v128.load(shifts + colour));
			v128.store64_lane(out + (x << 2), f32x4.demote_f64x2_zero(value), 0);
			colour = (colour + 16) % 24;
		}
		if (x < stride) {
			let sum = 0.0;
			let source = top + (x << 3);
			for (let k = 0; k < taps; k++) {
				sum += load<f64>(weights + (k << 3)) * load<f64>(source);
				source += stride << 3;
			}
			const value = sum * load<f64>(scales + colour) - load<f64>(shifts + colour);
			store<f32>(out + (x << 2), <f32>value);
		}
		weights += taps << 3;
		out += stride << 2;
	}
}

/** Vectors of `dimensions` float64, one a patch, as blocks of [dimensions, 16 patches]; 0 behind the last patch. */
export function packFeatures(values: usize, patches: i32, dimensions: i32, out: usize): void {
	for (let from = 0; from < patches; from += 16) {
		for (let d = 0; d < dimensions; d++) {
			for (let patch = from; patch < from + 16; patch++) {
				store<f64>(out, patch < patches ? load<f64>(values + ((patch * dimensions + d) << 3)) : 0);
				out += 8;
			}
		}
	}
}

/**
 * The products of `count` vectors with those of `blocks` that `packFeatures` has made, each summed in the order of the
 * dimensions, as `dots` of src/eval/features/similarity.ts does: float64 [count, 16 · blocks].
 */
export function dotProducts(
	queries: usize,
	count: i32,
	packed: usize,
	blocks: i32,
	dimensions: i32,
	out: usize,
): void {
	for (let b = 0; b < blocks; b++) {
		let query = queries;
		for (let q = 0; q < count; q++) {
			let sum0 = f64x2.splat(0);
			let sum1 = f64x2.splat(0);
			let sum2 = f64x2.splat(0);
			let sum3 = f64x2.splat(0);
			let sum4 = f64x2.splat(0);
			let sum5 = f64x2.splat(0);
			let sum6 = f64x2.splat(0);
			let sum7 = f64x2.splat(0);
			let patches = packed;
			for (let d = 0; d < dimensions; d++) {
				const share = v128.load64_splat(query);
				sum0 = f64x2.add(sum0, f64x2.mul(share, v128.load(patches, 0)));
				sum1 = f64x2.add(sum1, f64x2.mul(share, v128.load(patches, 16)));
				sum2 = f64x2.add(sum2, f64x2.mul(share, v128.load(patches, 32)));
				sum3 = f64x2.add(sum3, f64x2.mul(share, v128.load(patches, 48)));
				sum4 = f64x2.add(sum4, f64x2.mul(share, v128.load(patches, 64)));
				sum5 = f64x2.add(sum5, f64x2.mul(share, v128.load(patches, 80)));
				sum6 = f64x2.add(sum6, f64x2.mul(share, v128.load(patches, 96)));
				sum7 = f64x2.add(sum7, f64x2.mul(share, v128.load(patches, 112)));
				query += 8;
				patches += 128;
			}
			const row = out + ((q * blocks + b) << 7);
			v128.store(row, sum0, 0);
			v128.store(row, sum1, 16);
			v128.store(row, sum2, 32);
			v128.store(row, sum3, 48);
			v128.store(row, sum4, 64);
			v128.store(row, sum5, 80);
			v128.store(row, sum6, 96);
			v128.store(row, sum7, 112);
		}
		packed += dimensions << 7;
	}
}
