/**
 * exp(x) of four numbers of at most 88, as Cephes' expf computes it: 2ⁿ times a polynomial on [−½ ln 2, ½ ln 2], right
 * to 2 units in the last place. 0 below −87.
 */
@inline
export function exponential(x: v128): v128 {
	const n = f32x4.nearest(f32x4.mul(x, f32x4.splat(1.44269504)));
	// ln 2 in two parts, of which the first has so few bits that n times it is exact.
	const rough = f32x4.sub(x, f32x4.mul(n, f32x4.splat(0.693359375)));
	const r = f32x4.add(rough, f32x4.mul(n, f32x4.splat(2.12194440e-4)));
	let y = f32x4.add(f32x4.mul(f32x4.splat(1.9875691500e-4), r), f32x4.splat(1.3981999507e-3));
	y = f32x4.add(f32x4.mul(y, r), f32x4.splat(8.3334519073e-3));
	y = f32x4.add(f32x4.mul(y, r), f32x4.splat(4.1665795894e-2));
	y = f32x4.add(f32x4.mul(y, r), f32x4.splat(1.6666665459e-1));
	y = f32x4.add(f32x4.mul(y, r), f32x4.splat(0.5));
	y = f32x4.add(f32x4.add(f32x4.mul(y, f32x4.mul(r, r)), r), f32x4.splat(1));
	const power = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23);
	return v128.and(f32x4.mul(y, power), f32x4.ge(x, f32x4.splat(-87)));
}
