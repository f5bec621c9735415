/**
 * The matrix product.
 *
 * As in GotoBLAS (Goto and van de Geijn, 2008): both operands are copied into strips that the innermost loop reads one
 * number after the other, of which a block of the left stays in the nearer caches, and 4 × 8 numbers of the result
 * stay in registers while it goes along `inner`.
 */

/** Rows and columns of the result that are kept in registers. */
const tileRows: usize = 4;
const tileColumns: usize = 8;
/** How far a strip goes along `inner`: one of the right operand takes half of a nearest cache of 32 KiB. */
const depth: usize = 256;
/** Rows of the left operand that are copied at a time: 128 KiB. */
const blockRows: usize = 128;
/** Columns of the right operand that are copied at a time: 1 MiB. */
const blockColumns: usize = 1024;

/** Bytes of `scratch`. */
export function scratchBytes(): usize {
	return ((blockRows + blockColumns) * depth + tileRows * tileColumns) << 2;
}

/**
 * out [rows, columns] = left [rows, inner] · right [inner, columns], float32. Strides are the bytes from one row, or
 * column, to the next, so that a transposed operand is one with other strides; one of an operand's two must be 4. The
 * rows of the result are `outRow` bytes apart.
 */
export function multiply(
	left: usize,
	leftRow: usize,
	leftInner: usize,
	right: usize,
	rightInner: usize,
	rightColumn: usize,
	out: usize,
	rows: usize,
	inner: usize,
	columns: usize,
	outRow: usize,
	scratch: usize,
): void {
	if (inner == 0) for (let i: usize = 0; i < rows; i++) memory.fill(out + i * outRow, 0, columns << 2);
	const strips = scratch + ((blockRows * depth) << 2);
	const edge = strips + ((blockColumns * depth) << 2);
	for (let k: usize = 0; k < inner; k += depth) {
		const steps = min(depth, inner - k);
		for (let j: usize = 0; j < columns; j += blockColumns) {
			const width = min(blockColumns, columns - j);
			pack(right + k * rightInner + j * rightColumn, rightColumn, rightInner, width, steps, strips, tileColumns);
			for (let i: usize = 0; i < rows; i += blockRows) {
				const height = min(blockRows, rows - i);
				pack(left + i * leftRow + k * leftInner, leftRow, leftInner, height, steps, scratch, tileRows);
				block(scratch, strips, out + i * outRow + (j << 2), height, width, steps, outRow, k > 0, edge);
			}
		}
	}
}

/**
 * Copies `lines` × `steps` numbers into strips of `width` lines, step after step; where there are fewer lines, zeros
 * take their place.
 */
function pack(
	source: usize,
	lineStride: usize,
	stepStride: usize,
	lines: usize,
	steps: usize,
	out: usize,
	width: usize,
): void {
	const strip = (width * steps) << 2;
	const whole = (lines + width - 1) / width * width;
	for (let line: usize = 0; line < whole; line += 4) {
		const target = out + line / width * strip + ((line % width) << 2);
		const from = source + line * lineStride;
		if (line + 4 > lines) packFew(from, lineStride, stepStride, line < lines ? lines - line : 0, steps, target, width << 2);
		else if (lineStride == 4) packAlong(from, stepStride, steps, target, width << 2);
		else packAcross(from, lineStride, steps, target, width << 2);
	}
}

/** Four lines that lie side by side. */
function packAlong(source: usize, stepStride: usize, steps: usize, out: usize, outStride: usize): void {
	for (const end = out + steps * outStride; out < end; out += outStride) {
		v128.store(out, v128.load(source));
		source += stepStride;
	}
}

/** Four lines whose steps lie side by side: four steps at a time are transposed. */
function packAcross(source: usize, lineStride: usize, steps: usize, out: usize, outStride: usize): void {
	let k: usize = 0;
	for (; k + 4 <= steps; k += 4) {
		const a = v128.load(source);
		const b = v128.load(source + lineStride);
		const c = v128.load(source + 2 * lineStride);
		const d = v128.load(source + 3 * lineStride);
		const abLow = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
		const cdLow = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
		const abHigh = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
		const cdHigh = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
		v128.store(out, v128.shuffle<f64>(abLow, cdLow, 0, 2));
		v128.store(out + outStride, v128.shuffle<f64>(abLow, cdLow, 1, 3));
		v128.store(out + 2 * outStride, v128.shuffle<f64>(abHigh, cdHigh, 0, 2));
		v128.store(out + 3 * outStride, v128.shuffle<f64>(abHigh, cdHigh, 1, 3));
		source += 16;
		out += 4 * outStride;
	}
	packFew(source, lineStride, 4, 4, steps - k, out, outStride);
}

/** Up to four lines, number by number. */
function packFew(
	source: usize,
	lineStride: usize,
	stepStride: usize,
	lines: usize,
	steps: usize,
	out: usize,
	outStride: usize,
): void {
	for (let k: usize = 0; k < steps; k++) {
		for (let line: usize = 0; line < 4; line++) {
			store<f32>(out + (line << 2), line < lines ? load<f32>(source + line * lineStride) : 0);
		}
		source += stepStride;
		out += outStride;
	}
}

/** The product of one block of strips. */
function block(
	left: usize,
	right: usize,
	out: usize,
	rows: usize,
	columns: usize,
	steps: usize,
	outStride: usize,
	adds: bool,
	edge: usize,
): void {
	for (let j: usize = 0; j < columns; j += tileColumns) {
		const strip = right + ((j * steps) << 2);
		for (let i: usize = 0; i < rows; i += tileRows) {
			const place = out + i * outStride + (j << 2);
			const from = left + ((i * steps) << 2);
			if (i + tileRows <= rows && j + tileColumns <= columns) {
				tile(from, strip, steps, place, outStride, adds);
			} else {
				tile(from, strip, steps, edge, tileColumns << 2, false);
				copyEdge(edge, place, outStride, min(tileRows, rows - i), min(tileColumns, columns - j), adds);
			}
		}
	}
}

/** 4 × 8 numbers of the result, written or added to what is there. */
function tile(left: usize, right: usize, steps: usize, out: usize, outStride: usize, adds: bool): void {
	let a0 = f32x4.splat(0);
	let a1 = f32x4.splat(0);
	let b0 = f32x4.splat(0);
	let b1 = f32x4.splat(0);
	let c0 = f32x4.splat(0);
	let c1 = f32x4.splat(0);
	let d0 = f32x4.splat(0);
	let d1 = f32x4.splat(0);
	for (const end = left + (steps << 4); left < end; left += 16) {
		const x = v128.load(right);
		const y = v128.load(right, 16);
		const a = v128.load32_splat(left);
		a0 = f32x4.add(a0, f32x4.mul(a, x));
		a1 = f32x4.add(a1, f32x4.mul(a, y));
		const b = v128.load32_splat(left, 4);
		b0 = f32x4.add(b0, f32x4.mul(b, x));
		b1 = f32x4.add(b1, f32x4.mul(b, y));
		const c = v128.load32_splat(left, 8);
		c0 = f32x4.add(c0, f32x4.mul(c, x));
		c1 = f32x4.add(c1, f32x4.mul(c, y));
		const d = v128.load32_splat(left, 12);
		d0 = f32x4.add(d0, f32x4.mul(d, x));
		d1 = f32x4.add(d1, f32x4.mul(d, y));
		right += 32;
	}
	put(out, a0, a1, adds);
	put(out + outStride, b0, b1, adds);
	put(out + 2 * outStride, c0, c1, adds);
	put(out + 3 * outStride, d0, d1, adds);
}

@inline
function put(out: usize, low: v128, high: v128, adds: bool): void {
	if (adds) {
		low = f32x4.add(low, v128.load(out));
		high = f32x4.add(high, v128.load(out, 16));
	}
	v128.store(out, low);
	v128.store(out, high, 16);
}

/** The part of a tile that lies within the result. */
function copyEdge(tile: usize, out: usize, outStride: usize, rows: usize, columns: usize, adds: bool): void {
	for (let i: usize = 0; i < rows; i++) {
		for (let j: usize = 0; j < columns; j++) {
			const place = out + (j << 2);
			const value = load<f32>(tile + (j << 2));
			store<f32>(place, adds ? load<f32>(place) + value : value);
		}
		tile += tileColumns << 2;
		out += outStride;
	}
}
