import type { Colour } from './paint.js';

/**
 * Magma, from black over purple and orange to pale yellow: equal steps look equally large, also in grey and to the
 * colour-blind (Smith and van der Walt 2015, CC0; matplotlib's). Sixteen of its 256 colours at equal distances: in
 * between, linear interpolation is off by 3 of 255 at most.
 */
const magma: readonly Colour[] = [
	[0, 0, 4],
	[11, 9, 36],
	[32, 17, 75],
	[59, 15, 112],
	[87, 21, 126],
	[114, 31, 129],
	[140, 41, 129],
	[168, 50, 125],
	[196, 60, 117],
	[222, 73, 104],
	[241, 96, 93],
	[250, 127, 94],
	[254, 159, 109],
	[254, 191, 132],
	[253, 222, 160],
	[252, 253, 191],
];

/** Returns the colour of a value in [0, 1]; values outside get the nearest end's. */
export function colourOf(value: number): Colour {
	const place = Math.min(Math.max(value, 0), 1) * (magma.length - 1);
	const low = Math.min(Math.floor(place), magma.length - 2);
	const [from, to] = [magma[low]!, magma[low + 1]!];
	const mix = (c: 0 | 1 | 2) => Math.round(from[c] + (place - low) * (to[c] - from[c]));
	return [mix(0), mix(1), mix(2)];
}
