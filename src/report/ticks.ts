/** Round numbers between two others, 1, 2 or 5 times a power of ten apart: about `count`, at least one. */
export function ticksBetween(low: number, high: number, count: number): number[] {
	const wanted = (high - low) / count || Math.abs(low) || 1;
	const power = 10 ** Math.floor(Math.log10(wanted));
	const farOff = (factor: number) => Math.abs(Math.log((factor * power) / wanted));
	const step = power * [1, 2, 5, 10].toSorted((a, b) => farOff(a) - farOff(b))[0]!;
	const first = Math.ceil(low / step - 1e-9);
	const last = Math.floor(high / step + 1e-9);
	const ticks = Array.from({ length: last - first + 1 }, (_, i) =>
		Number(((first + i) * step).toPrecision(12)),
	);
	return ticks.length > 0 ? ticks : [low];
}
