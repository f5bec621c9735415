/** Mean and standard deviation of ImageNet's colours in [0, 1], red, green, blue. */
export const imageNetMean = [0.485, 0.456, 0.406] as const;
export const imageNetDeviation = [0.229, 0.224, 0.225] as const;

/** Scale of the normalisation, multiplied out: a sample x becomes scale · x − shift. */
export const imageNetScale = imageNetDeviation.map((deviation) => 1 / (255 * deviation)) as [
	number,
	number,
	number,
];
export const imageNetShift = imageNetMean.map((mean, channel) => mean / imageNetDeviation[channel]!) as [
	number,
	number,
	number,
];

/** Writes (x / 255 − mean) / deviation for interleaved RGB samples into `out`, starting at `offset`. */
export function normalise(samples: ArrayLike<number>, out: Float32Array, offset = 0): void {
	const [r, g, b] = imageNetScale;
	const [red, green, blue] = imageNetShift;
	for (let i = 0; i < samples.length; i += 3) {
		out[offset + i] = samples[i]! * r - red;
		out[offset + i + 1] = samples[i + 1]! * g - green;
		out[offset + i + 2] = samples[i + 2]! * b - blue;
	}
}

/** Inverts `normalise` for any values: rounded, and clipped to 0..255. */
export function denormalise(values: Float32Array): Uint8Array {
	const samples = new Uint8ClampedArray(values.length);
	for (let i = 0; i < values.length; i++) {
		samples[i] = 255 * (values[i]! * imageNetDeviation[i % 3]! + imageNetMean[i % 3]!);
	}
	return new Uint8Array(samples.buffer);
}
