/** A resampling kernel: its weight at a distance from the centre, and the distance beyond which the weight is 0. */
export interface Kernel {
	readonly support: number;
	readonly weight: (distance: number) => number;
}

/** Linear interpolation. */
export const triangle: Kernel = { support: 1, weight: (x) => Math.max(0, 1 - Math.abs(x)) };

/** Cubic convolution with a = −0.5 (Keys 1981), the bicubic filter of Pillow, and so of torchvision's transforms. */
export const cubic: Kernel = {
	support: 2,
	weight: (distance) => {
		const x = Math.abs(distance);
		if (x < 1) return (1.5 * x - 2.5) * x * x + 1;
		return x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0;
	},
};

/** Output sample i = Σ over k < `taps` of `weights[i · taps + k]` · input sample `first[i] + k`. */
export interface ResampleWeights {
	readonly taps: number;
	readonly first: Int32Array;
	readonly weights: Float64Array;
}

/**
 * Returns weights that resample `from` samples to `to`, with half-sample centres. When shrinking, the kernel is
 * widened by the scale (antialiasing). The weights of an output sample sum to 1, and each of its `taps` input samples
 * exists.
 *
 * Equal to Pillow's `resize` and to torch's `interpolate(antialias=True, align_corners=False)` before rounding.
 */
export function resampleWeights(from: number, to: number, kernel: Kernel): ResampleWeights {
	const scale = from / to;
	const stretch = Math.max(scale, 1);
	const radius = kernel.support * stretch;
	const begin = (i: number) => Math.max(0, Math.trunc((i + 0.5) * scale - radius + 0.5));
	const end = (i: number) => Math.min(from, Math.trunc((i + 0.5) * scale + radius + 0.5));

	let taps = 0;
	for (let i = 0; i < to; i++) taps = Math.max(taps, end(i) - begin(i));
	const first = new Int32Array(to);
	const weights = new Float64Array(to * taps);
	for (let i = 0; i < to; i++) {
		// At the right edge, a window with fewer samples begins earlier, with weights of 0.
		first[i] = Math.min(begin(i), from - taps);
		const [low, high] = [begin(i), end(i)];
		const at = i * taps - first[i]!;
		let sum = 0;
		for (let j = low; j < high; j++) {
			weights[at + j] = kernel.weight((j - (i + 0.5) * scale + 0.5) / stretch);
			sum += weights[at + j]!;
		}
		for (let j = low; j < high; j++) weights[at + j] = weights[at + j]! / sum;
	}
	return { taps, first, weights };
}
