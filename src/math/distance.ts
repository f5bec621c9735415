/**
 * Squared Euclidean distance of every pixel to the nearest seed, exact, in time linear in the number of pixels
 * (Meijster, Roerdink and Hesselink 2000: down the columns, then along the rows).
 *
 * @param seeds height × width, row-major, non-zero = seed
 * @param distances height × width, where they are written to
 * @returns height × width; at least (width + height)² everywhere when there is no seed
 */
export function squaredDistances(
	seeds: Uint8Array,
	width: number,
	height: number,
	distances: Int32Array = new Int32Array(width * height),
): Int32Array {
	columnDistances(seeds, width, height, distances);
	const row = new Int32Array(width);
	const scratch = { site: new Int32Array(width), start: new Int32Array(width) };
	for (let y = 0; y < height; y++) {
		const target = distances.subarray(y * width, (y + 1) * width);
		row.set(target);
		rowDistances(row, target, scratch);
	}
	return distances;
}

/** Distance to the nearest seed of the same column. */
function columnDistances(seeds: Uint8Array, width: number, height: number, distances: Int32Array): void {
	const far = width + height;
	for (let i = 0; i < distances.length; i++) {
		const above = i < width ? far : distances[i - width]! + 1;
		distances[i] = seeds[i] ? 0 : Math.min(above, far);
	}
	for (let i = distances.length - 1 - width; i >= 0; i--) {
		const below = distances[i + width]! + 1;
		if (below < distances[i]!) distances[i] = below;
	}
}

/** Lower envelope of the parabolas (x − i)² + columns[i]², written to `out`. */
function rowDistances(
	columns: Int32Array,
	out: Int32Array,
	{ site, start }: { site: Int32Array; start: Int32Array },
): void {
	const width = columns.length;
	let top = 0;
	site[0] = 0;
	start[0] = 0;
	for (let x = 1; x < width; x++) {
		while (top >= 0 && parabola(columns, site[top]!, start[top]!) > parabola(columns, x, start[top]!)) top--;
		if (top < 0) {
			top = 0;
			site[0] = x;
			continue;
		}
		const i = site[top]!;
		const next = 1 + Math.floor((x * x - i * i + columns[x]! ** 2 - columns[i]! ** 2) / (2 * (x - i)));
		if (next < width) {
			top++;
			site[top] = x;
			start[top] = next;
		}
	}
	for (let x = width - 1; x >= 0; x--) {
		out[x] = parabola(columns, site[top]!, x);
		if (x === start[top]) top--;
	}
}

function parabola(columns: Int32Array, i: number, x: number): number {
	return (x - i) ** 2 + columns[i]! ** 2;
}
