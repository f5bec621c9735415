import { exponential } from './exponential';
import { get, put } from './lanes';

/**
 * `gelu` of src/nn/layers/gelu.ts: x·Φ(x) of `count` numbers and, unless `slope` is 0, what `slope` there gives. Both need
 * exp(−x²/2): erf is Abramowitz and Stegun's 7.1.26, off by at most 1.5e-7, as in tfjs.
 */
export function gelu(x: usize, value: usize, slope: usize, count: usize): void {
	const zero = f32x4.splat(0);
	const one = f32x4.splat(1);
	for (let i: usize = 0; i < count; i += 4) {
		const at = i << 2;
		const left = count - i;
		const number = get(x + at, left);
		const size = f32x4.mul(f32x4.abs(number), f32x4.splat(0.70710678));
		const e = exponential(f32x4.mul(f32x4.mul(number, number), f32x4.splat(-0.5)));
		const t = f32x4.div(one, f32x4.add(one, f32x4.mul(size, f32x4.splat(0.3275911))));
		let tail = f32x4.add(f32x4.mul(f32x4.splat(1.061405429), t), f32x4.splat(-1.453152027));
		tail = f32x4.add(f32x4.mul(tail, t), f32x4.splat(1.421413741));
		tail = f32x4.add(f32x4.mul(tail, t), f32x4.splat(-0.284496736));
		tail = f32x4.add(f32x4.mul(tail, t), f32x4.splat(0.254829592));
		tail = f32x4.mul(f32x4.mul(f32x4.mul(tail, t), e), f32x4.splat(0.5));
		const phi = v128.bitselect(tail, f32x4.sub(one, tail), f32x4.lt(number, zero));
		put(value + at, f32x4.mul(number, phi), left);
		if (slope != 0) {
			const density = f32x4.mul(e, f32x4.splat(0.39894228));
			put(slope + at, f32x4.add(phi, f32x4.mul(number, density)), left);
		}
	}
}
