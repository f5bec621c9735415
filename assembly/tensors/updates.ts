import { get, put } from './lanes';

/** `adamUpdate` of src/nn/optimiser/update.ts on `count` numbers, with its constants and its order of operations. May be in place. */
export function adamUpdate(
	weight: usize,
	first: usize,
	second: usize,
	gradient: usize,
	newWeight: usize,
	newFirst: usize,
	newSecond: usize,
	count: usize,
	clip: f32,
	beta1: f32,
	rest1: f32,
	beta2: f32,
	rest2: f32,
	correction2: f32,
	epsilon: f32,
	stepSize: f32,
	kept: f32,
): void {
	for (let i: usize = 0; i < count; i += 4) {
		const at = i << 2;
		const left = count - i;
		const g = f32x4.mul(get(gradient + at, left), f32x4.splat(clip));
		const m = f32x4.add(
			f32x4.mul(get(first + at, left), f32x4.splat(beta1)),
			f32x4.mul(g, f32x4.splat(rest1)),
		);
		const v = f32x4.add(
			f32x4.mul(get(second + at, left), f32x4.splat(beta2)),
			f32x4.mul(f32x4.mul(g, g), f32x4.splat(rest2)),
		);
		const deviation = f32x4.add(
			f32x4.sqrt(f32x4.div(v, f32x4.splat(correction2))),
			f32x4.splat(epsilon),
		);
		const change = f32x4.mul(f32x4.div(m, deviation), f32x4.splat(stepSize));
		const w = f32x4.sub(f32x4.mul(get(weight + at, left), f32x4.splat(kept)), change);
		put(newWeight + at, w, left);
		put(newFirst + at, m, left);
		put(newSecond + at, v, left);
	}
}

/** out = from + rate · (to − from), of `count` numbers. `out` may be `from`. */
export function moveTowards(from: usize, to: usize, out: usize, count: usize, rate: f32): void {
	for (let i: usize = 0; i < count; i += 4) {
		const at = i << 2;
		const left = count - i;
		const x = get(from + at, left);
		const distance = f32x4.sub(get(to + at, left), x);
		put(out + at, f32x4.add(x, f32x4.mul(f32x4.splat(rate), distance)), left);
	}
}

/** Writes the sum of the squares of `count` numbers. */
export function sumOfSquares(x: usize, out: usize, count: usize): void {
	let low = f64x2.splat(0);
	let high = f64x2.splat(0);
	for (let i: usize = 0; i < count; i += 4) {
		const numbers = get(x + (i << 2), count - i);
		const squares = f32x4.mul(numbers, numbers);
		low = f64x2.add(low, f64x2.promote_low_f32x4(squares));
		high = f64x2.add(high, f64x2.promote_low_f32x4(v128.shuffle<u64>(squares, squares, 1, 0)));
	}
	const sums = f64x2.add(low, high);
	store<f32>(out, <f32>(f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1)));
}
