/**
 * Divides each row by max(‖row‖, 1e-12), in float64: a row of zeros stays, one whose norm is not finite becomes NaN.
 *
 * @param values rows of `width` numbers each, row-major
 */
export function unitRows(values: ArrayLike<number>, width: number): Float64Array {
	const unit = Float64Array.from(values);
	for (let start = 0; start < unit.length; start += width) {
		let square = 0;
		for (let i = start; i < start + width; i++) square += unit[i]! * unit[i]!;
		const norm = Number.isFinite(square) ? Math.max(Math.sqrt(square), 1e-12) : Number.NaN;
		for (let i = start; i < start + width; i++) unit[i] = unit[i]! / norm;
	}
	return unit;
}
