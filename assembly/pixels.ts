/**
 * The pixel work of augmentation in WebAssembly, 16 samples at a time. This is AssemblyScript, compiled by hand into
 * `src/data/views/binary.ts`; scripts/compile-assembly.ts has the command.
 *
 * Each function gives the same bytes as the plain form named at it, which is its specification; test/data/view-maker.ts
 * holds them together. Pixels are RGB uint8, interleaved; pointers are bytes of the module's memory. Functions work on
 * whole blocks and may read and write up to 64 bytes behind the end of what they are given.
 */

// Weights are integers with 22 bits of fraction.
const FRACTION: i32 = 22;

/**
 * `resampleRows` of src/data/resampling/resized-crop.ts: squeezes `height` rows that begin at `source`, `stride` bytes apart, to
 * `size` pixels each. `first` is int32 [size], `weights` int32 [size, taps].
 */
export function resampleRows(
	source: usize,
	stride: usize,
	height: i32,
	out: usize,
	size: usize,
	first: usize,
	weights: usize,
	taps: i32,
): void {
	const half = i32x4.splat(1 << (FRACTION - 1));
	for (let y = 0; y < height; y++) {
		let weight = weights;
		for (let x: usize = 0; x < size; x++) {
			let pixel = source + 3 * (<usize>load<u32>(first + (x << 2)));
			let sum = half;
			for (let k = 0; k < taps; k++) {
				// The fourth lane holds what comes behind blue; the next pixel is written over it.
				const samples = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(pixel)));
				sum = i32x4.add(sum, i32x4.mul(samples, v128.load32_splat(weight)));
				pixel += 3;
				weight += 4;
			}
			const rounded = i32x4.shr_s(sum, FRACTION);
			v128.store32_lane(out, narrow(rounded, rounded, rounded, rounded), 0);
			out += 3;
		}
		source += stride;
	}
}

/** `resampleColumns` of src/data/resampling/resized-crop.ts: makes `size` rows of `stride` bytes out of more or fewer. */
export function resampleColumns(
	rows: usize,
	stride: usize,
	out: usize,
	size: usize,
	first: usize,
	weights: usize,
	taps: i32,
): void {
	const half = i32x4.splat(1 << (FRACTION - 1));
	for (let y: usize = 0; y < size; y++) {
		const top = rows + stride * (<usize>load<u32>(first + (y << 2)));
		for (let i: usize = 0; i < stride; i += 16) {
			let a = half;
			let b = half;
			let c = half;
			let d = half;
			let source = top + i;
			let weight = weights;
			for (let k = 0; k < taps; k++) {
				const samples = v128.load(source);
				const factor = v128.load32_splat(weight);
				const low = i16x8.extend_low_i8x16_u(samples);
				const high = i16x8.extend_high_i8x16_u(samples);
				a = i32x4.add(a, i32x4.mul(i32x4.extend_low_i16x8_u(low), factor));
				b = i32x4.add(b, i32x4.mul(i32x4.extend_high_i16x8_u(low), factor));
				c = i32x4.add(c, i32x4.mul(i32x4.extend_low_i16x8_u(high), factor));
				d = i32x4.add(d, i32x4.mul(i32x4.extend_high_i16x8_u(high), factor));
				source += stride;
				weight += 4;
			}
			a = i32x4.shr_s(a, FRACTION);
			b = i32x4.shr_s(b, FRACTION);
			c = i32x4.shr_s(c, FRACTION);
			d = i32x4.shr_s(d, FRACTION);
			v128.store(out + i, narrow(a, b, c, d));
		}
		out += stride;
		weights += (<usize>taps) << 2;
	}
}

/** `flip` of src/data/views/flip.ts. */
export function flip(pixels: usize, width: usize, height: i32): void {
	for (let y = 0; y < height; y++) {
		let left = pixels;
		let right = pixels + 3 * (width - 1);
		while (left < right) {
			for (let c: usize = 0; c < 3; c++) {
				const sample = load<u8>(left + c);
				store<u8>(left + c, load<u8>(right + c));
				store<u8>(right + c, sample);
			}
			left += 3;
			right -= 3;
		}
		pixels += 3 * width;
	}
}

/** `adjustBrightness` of src/data/views/colour.ts. */
export function adjustBrightness(pixels: usize, count: usize, factor: f32): void {
	blend(pixels, count, 0, factor);
}

/** `adjustContrast` of src/data/views/colour.ts. */
export function adjustContrast(pixels: usize, count: usize, factor: f32): void {
	const mean = floor(<f64>sumLuma(pixels, count) / <f64>count + 0.5);
	blend(pixels, count, <f32>mean, factor);
}

/** x → clip(from + factor · (x − from)) */
function blend(pixels: usize, count: usize, from: f32, factor: f32): void {
	const end = pixels + 3 * count;
	const origin = f32x4.splat(from);
	const scale = f32x4.splat(factor);
	for (; pixels < end; pixels += 16) {
		const samples = v128.load(pixels);
		const low = i16x8.extend_low_i8x16_u(samples);
		const high = i16x8.extend_high_i8x16_u(samples);
		const a = stretch(i32x4.extend_low_i16x8_u(low), origin, scale);
		const b = stretch(i32x4.extend_high_i16x8_u(low), origin, scale);
		const c = stretch(i32x4.extend_low_i16x8_u(high), origin, scale);
		const d = stretch(i32x4.extend_high_i16x8_u(high), origin, scale);
		v128.store(pixels, narrow(a, b, c, d));
	}
}

function sumLuma(pixels: usize, count: usize): u32 {
	const end = pixels + 3 * count;
	let sums = i32x4.splat(0);
	for (; pixels + 12 <= end; pixels += 12) sums = i32x4.add(sums, lumaOf(v128.load(pixels)));
	let sum: u32 = i32x4.extract_lane(sums, 0) + i32x4.extract_lane(sums, 1);
	sum += i32x4.extract_lane(sums, 2) + i32x4.extract_lane(sums, 3);
	for (; pixels < end; pixels += 3) sum += i32x4.extract_lane(lumaOf(v128.load(pixels)), 0);
	return sum;
}

/** `adjustSaturation` of src/data/views/colour.ts. */
export function adjustSaturation(pixels: usize, count: usize, factor: f32): void {
	const scale = f32x4.splat(factor);
	for (const end = pixels + 3 * count; pixels < end; pixels += 12) {
		const samples = v128.load(pixels);
		const r = channel(samples, 0);
		const g = channel(samples, 1);
		const b = channel(samples, 2);
		const grey = f32x4.convert_i32x4_s(luma(r, g, b));
		storeChannels(pixels, samples, stretch(r, grey, scale), stretch(g, grey, scale), stretch(b, grey, scale));
	}
}

/** `toGrayscale` of src/data/views/colour.ts. */
export function toGrayscale(pixels: usize, count: usize): void {
	adjustSaturation(pixels, count, 0);
}

/** `solarise` of src/data/views/colour.ts. */
export function solarise(pixels: usize, count: usize): void {
	for (const end = pixels + 3 * count; pixels < end; pixels += 16) {
		const samples = v128.load(pixels);
		// Samples of 128 and more have their highest bit set, and so are negative.
		v128.store(pixels, v128.xor(samples, i8x16.shr_s(samples, 7)));
	}
}

/** `adjustHue` of src/data/views/hue.ts. */
export function adjustHue(pixels: usize, count: usize, circles: f64): void {
	const turn = i32x4.splat(<i32>(circles * 255));
	for (const end = pixels + 3 * count; pixels < end; pixels += 12) {
		const samples = v128.load(pixels);
		const r = channel(samples, 0);
		const g = channel(samples, 1);
		const b = channel(samples, 2);
		const value = i32x4.max_s(i32x4.max_s(r, g), b);
		const least = i32x4.min_s(i32x4.min_s(r, g), b);
		const chroma = i32x4.sub(value, least);
		const isGrey = i32x4.eq(chroma, i32x4.splat(0));
		const hue = v128.and(i32x4.add(hueOf(r, g, b, value, least, chroma), turn), i32x4.splat(255));

		const saturation = saturationOf(chroma, value);
		// ⌊x / 255⌋ for x below 2¹⁶.
		const sixths = i32x4.mul(hue, i32x4.splat(6));
		const next = i32x4.add(sixths, i32x4.splat(1));
		const whole = i32x4.shr_u(i32x4.add(next, i32x4.shr_u(next, 8)), 8);
		const left = i32x4.sub(sixths, i32x4.mul(whole, i32x4.splat(255)));
		const rest = f32x4.div(f32x4.convert_i32x4_s(left), f32x4.splat(255));
		// The last hue begins a seventh sixth, which is the first.
		const sector = v128.andnot(whole, i32x4.eq(whole, i32x4.splat(6)));
		const isOdd = i32x4.eq(v128.and(sector, i32x4.splat(1)), i32x4.splat(1));

		const middle = pairs(middleOf(saturation, rest, isOdd, value, false), middleOf(saturation, rest, isOdd, value, true));
		const small = pairs(smallOf(saturation, value, false), smallOf(saturation, value, true));
		const is0 = i32x4.eq(sector, i32x4.splat(0));
		const is1 = i32x4.eq(sector, i32x4.splat(1));
		const is2 = i32x4.eq(sector, i32x4.splat(2));
		const is3 = i32x4.eq(sector, i32x4.splat(3));
		const is4 = i32x4.eq(sector, i32x4.splat(4));
		const is5 = i32x4.eq(sector, i32x4.splat(5));
		const red = pick(v128.or(is0, is5), v128.or(is1, is4), value, middle, small);
		const green = pick(v128.or(is1, is2), v128.or(is0, is3), value, middle, small);
		const blue = pick(v128.or(is3, is4), v128.or(is2, is5), value, middle, small);
		storeChannels(
			pixels,
			samples,
			v128.bitselect(r, red, isGrey),
			v128.bitselect(g, green, isGrey),
			v128.bitselect(b, blue, isGrey),
		);
	}
}

/**
 * `blur` of src/data/views/blur.ts. `half` is float64 [taps], the right half of the kernel; `copy` has room for the image,
 * `line` for one row of float64 with the kernel's margins.
 */
export function blur(pixels: usize, width: usize, height: usize, half: usize, taps: usize, copy: usize, line: usize): void {
	const stride: usize = 3 * width;
	const margin: usize = 3 * (taps - 1);
	const centre = line + (margin << 3);
	memory.copy(copy, pixels, stride * height);
	for (let y: usize = 0; y < height; y++) {
		for (let i: usize = 0; i < stride; i += 8) blurColumns(copy, stride, height, y, i, half, taps, centre + (i << 3));
		for (let i: usize = 0; i < margin; i++) {
			const channel = i % 3;
			store<f64>(line + (i << 3), load<f64>(centre + (channel << 3)));
			store<f64>(centre + ((stride + i) << 3), load<f64>(centre + ((stride - 3 + channel) << 3)));
		}
		for (let i: usize = 0; i < stride; i += 4) {
			const low = blurPair(centre + (i << 3), half, taps);
			const high = blurPair(centre + ((i + 2) << 3), half, taps);
			const words = pairs(low, high);
			v128.store32_lane(pixels + i, narrow(words, words, words, words), 0);
		}
		pixels += stride;
	}
}

/** Eight samples of a row, blurred along their columns. */
@inline
function blurColumns(
	copy: usize,
	stride: usize,
	height: usize,
	y: usize,
	i: usize,
	half: usize,
	taps: usize,
	out: usize,
): void {
	const middle = v128.load64_zero(copy + y * stride + i);
	const first = v128.load64_splat(half);
	const words = i16x8.extend_low_i8x16_u(middle);
	let a = f64x2.mul(doubles(i32x4.extend_low_i16x8_u(words), false), first);
	let b = f64x2.mul(doubles(i32x4.extend_low_i16x8_u(words), true), first);
	let c = f64x2.mul(doubles(i32x4.extend_high_i16x8_u(words), false), first);
	let d = f64x2.mul(doubles(i32x4.extend_high_i16x8_u(words), true), first);
	for (let k: usize = 1; k < taps; k++) {
		const above = copy + (y > k ? y - k : 0) * stride + i;
		const below = copy + min(y + k, height - 1) * stride + i;
		// Sums of two samples are whole numbers, and so the same in whichever type.
		const both = i16x8.add(v128.load8x8_u(above), v128.load8x8_u(below));
		const low = i32x4.extend_low_i16x8_u(both);
		const high = i32x4.extend_high_i16x8_u(both);
		const weight = v128.load64_splat(half + (k << 3));
		a = f64x2.add(a, f64x2.mul(weight, doubles(low, false)));
		b = f64x2.add(b, f64x2.mul(weight, doubles(low, true)));
		c = f64x2.add(c, f64x2.mul(weight, doubles(high, false)));
		d = f64x2.add(d, f64x2.mul(weight, doubles(high, true)));
	}
	v128.store(out, a);
	v128.store(out, b, 16);
	v128.store(out, c, 32);
	v128.store(out, d, 48);
}

/** Two samples of a row of float64, blurred along the row and rounded: int32 in the lower two lanes. */
@inline
function blurPair(centre: usize, half: usize, taps: usize): v128 {
	let sum = f64x2.mul(v128.load64_splat(half), v128.load(centre));
	let distance: usize = 24;
	for (let k: usize = 1; k < taps; k++) {
		const both = f64x2.add(v128.load(centre - distance), v128.load(centre + distance));
		sum = f64x2.add(sum, f64x2.mul(v128.load64_splat(half + (k << 3)), both));
		distance += 24;
	}
	return i32x4.trunc_sat_f64x2_s_zero(f64x2.add(sum, f64x2.splat(0.5)));
}

/** ⌊from + factor · (x − from)⌋, cut to 0..255 when it is narrowed. In float32, as Pillow blends. */
@inline
function stretch(x: v128, from: v128, factor: v128): v128 {
	const distance = f32x4.sub(f32x4.convert_i32x4_s(x), from);
	return i32x4.trunc_sat_f32x4_s(f32x4.add(from, f32x4.mul(factor, distance)));
}

/** Of the four pixels that begin a block, one channel as int32. */
@inline
function channel(samples: v128, c: i32): v128 {
	const zero = i32x4.splat(0);
	if (c == 0) return i8x16.shuffle(samples, zero, 0, 16, 16, 16, 3, 16, 16, 16, 6, 16, 16, 16, 9, 16, 16, 16);
	if (c == 1) return i8x16.shuffle(samples, zero, 1, 16, 16, 16, 4, 16, 16, 16, 7, 16, 16, 16, 10, 16, 16, 16);
	return i8x16.shuffle(samples, zero, 2, 16, 16, 16, 5, 16, 16, 16, 8, 16, 16, 16, 11, 16, 16, 16);
}

/** Writes four pixels, cut to 0..255, and behind them what `samples` had there. */
@inline
function storeChannels(pixels: usize, samples: v128, r: v128, g: v128, b: v128): void {
	const planes = narrow(r, g, b, b);
	v128.store(
		pixels,
		i8x16.shuffle(planes, samples, 0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11, 28, 29, 30, 31),
	);
}

@inline
function lumaOf(samples: v128): v128 {
	return luma(channel(samples, 0), channel(samples, 1), channel(samples, 2));
}

/** ITU-R 601-2 luma in 16-bit fixed point. */
@inline
function luma(r: v128, g: v128, b: v128): v128 {
	const red = i32x4.mul(r, i32x4.splat(19595));
	const green = i32x4.mul(g, i32x4.splat(38470));
	const blue = i32x4.mul(b, i32x4.splat(7471));
	return i32x4.shr_u(i32x4.add(i32x4.add(red, green), i32x4.add(blue, i32x4.splat(0x8000))), 16);
}

/**
 * 0 is red, 85 green, 170 blue. The plain form's differences of shares are an odd number of sixths more or less the
 * share of the middle channel, since those of the largest and of the smallest are 0 and 1: one rounding, as there.
 */
@inline
function hueOf(r: v128, g: v128, b: v128, value: v128, least: v128, chroma: v128): v128 {
	const middle = i32x4.sub(i32x4.add(i32x4.add(r, g), b), i32x4.add(value, least));
	const share = f32x4.div(
		f32x4.convert_i32x4_s(i32x4.sub(value, middle)),
		f32x4.convert_i32x4_s(chroma),
	);
	const isRed = i32x4.eq(r, value);
	const isGreen = v128.andnot(i32x4.eq(g, value), isRed);
	// Whether the smallest is the channel before the largest on the circle, so that the hue lies behind it.
	const behind = v128.bitselect(
		i32x4.eq(b, least),
		v128.bitselect(i32x4.eq(r, least), i32x4.eq(g, least), isGreen),
		isRed,
	);
	const centre = v128.bitselect(
		f32x4.splat(0),
		v128.bitselect(f32x4.splat(2), f32x4.splat(4), isGreen),
		isRed,
	);
	const one = f32x4.splat(1);
	const sixths = v128.bitselect(
		f32x4.sub(f32x4.add(centre, one), share),
		f32x4.add(f32x4.sub(centre, one), share),
		behind,
	);
	return pairs(circle(sixths), circle(i8x16.shuffle(sixths, sixths, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7)));
}

/** The lower two of four numbers of sixths as 8-bit hues. */
@inline
function circle(sixths: v128): v128 {
	const one = f64x2.splat(1);
	const turn = f64x2.add(f64x2.div(f64x2.promote_low_f32x4(sixths), f64x2.splat(6)), one);
	const within = f64x2.sub(turn, v128.and(f64x2.ge(turn, one), one));
	const rounded = f64x2.promote_low_f32x4(f32x4.demote_f64x2_zero(within));
	return i32x4.trunc_sat_f64x2_s_zero(f64x2.mul(rounded, f64x2.splat(255)));
}

/** In 8 bits, as a share of 1 in float32. A value of 0 gives no number, and a grey pixel is left as it was. */
@inline
function saturationOf(chroma: v128, value: v128): v128 {
	const share = f32x4.div(f32x4.convert_i32x4_s(chroma), f32x4.convert_i32x4_s(value));
	const full = f64x2.splat(255);
	const low = i32x4.trunc_sat_f64x2_s_zero(f64x2.mul(f64x2.promote_low_f32x4(share), full));
	const high = i32x4.trunc_sat_f64x2_s_zero(f64x2.mul(f64x2.promote_low_f32x4(upper(share)), full));
	return f32x4.div(f32x4.convert_i32x4_s(pairs(low, high)), f32x4.splat(255));
}

/** The middle channel of the lower or the upper two pixels. */
@inline
function middleOf(saturation: v128, rest: v128, isOdd: v128, value: v128, isUpper: bool): v128 {
	const one = f64x2.splat(1);
	const falling = f64x2.promote_low_f32x4(half(f32x4.mul(saturation, rest), isUpper));
	const s = f64x2.promote_low_f32x4(half(saturation, isUpper));
	const rising = f64x2.mul(s, f64x2.sub(one, f64x2.promote_low_f32x4(half(rest, isUpper))));
	const odd = half(isOdd, isUpper);
	const isOddTwice = i8x16.shuffle(odd, odd, 0, 1, 2, 3, 0, 1, 2, 3, 4, 5, 6, 7, 4, 5, 6, 7);
	return lessened(value, v128.bitselect(falling, rising, isOddTwice), isUpper);
}

/** The smallest channel of the lower or the upper two pixels. */
@inline
function smallOf(saturation: v128, value: v128, isUpper: bool): v128 {
	return lessened(value, f64x2.promote_low_f32x4(half(saturation, isUpper)), isUpper);
}

/** ⌊value · (1 − fall) + ½⌋ */
@inline
function lessened(value: v128, fall: v128, isUpper: bool): v128 {
	const kept = f64x2.sub(f64x2.splat(1), fall);
	return i32x4.trunc_sat_f64x2_s_zero(
		f64x2.add(f64x2.mul(doubles(value, isUpper), kept), f64x2.splat(0.5)),
	);
}

@inline
function pick(isLargest: v128, isMiddle: v128, largest: v128, middle: v128, small: v128): v128 {
	return v128.bitselect(largest, v128.bitselect(middle, small, isMiddle), isLargest);
}

/** Two of four int32 as float64. */
@inline
function doubles(x: v128, isUpper: bool): v128 {
	return f64x2.convert_low_i32x4_s(half(x, isUpper));
}

@inline
function half(x: v128, isUpper: bool): v128 {
	return isUpper ? upper(x) : x;
}

/** The upper two lanes in the place of the lower. */
@inline
function upper(x: v128): v128 {
	return i8x16.shuffle(x, x, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15);
}

/** The lower two lanes of each. */
@inline
function pairs(low: v128, high: v128): v128 {
	return i8x16.shuffle(low, high, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23);
}

/** Sixteen int32 as uint8, cut to 0..255. */
@inline
function narrow(a: v128, b: v128, c: v128, d: v128): v128 {
	return i8x16.narrow_i16x8_u(i16x8.narrow_i32x4_s(a, b), i16x8.narrow_i32x4_s(c, d));
}
