/**
 * Four nested axes of runs of `bytes` bytes, copied one after the other to `out`: how many of each axis there are,
 * outermost first, and the bytes from one to the next in `source`.
 */
export function copyRuns(
	source: usize,
	out: usize,
	bytes: usize,
	count0: usize,
	stride0: usize,
	count1: usize,
	stride1: usize,
	count2: usize,
	stride2: usize,
	count3: usize,
	stride3: usize,
): void {
	for (let i: usize = 0; i < count0; i++) {
		for (let j: usize = 0; j < count1; j++) {
			for (let k: usize = 0; k < count2; k++) {
				for (let l: usize = 0; l < count3; l++) {
					memory.copy(out, source + i * stride0 + j * stride1 + k * stride2 + l * stride3, bytes);
					out += bytes;
				}
			}
		}
	}
}
