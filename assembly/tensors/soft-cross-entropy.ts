import { exponential } from './exponential';
import { get, put, sum } from './lanes';

/** JavaScript's: AssemblyScript's own has a table, and we hold no data. */
@external('env', 'log')
declare function log(x: f64): f64;

/**
 * `crossEntropyAndResidual` of src/nn/losses/soft-cross-entropy.ts: of each row of `logits` its cross-entropy with that of
 * `target`, whose numbers add up to 1, and softmax − target.
 */
export function softCrossEntropy(
	target: usize,
	logits: usize,
	losses: usize,
	residual: usize,
	rows: usize,
	columns: usize,
): void {
	const stride = columns << 2;
	for (const end = losses + (rows << 2); losses < end; losses += 4) {
		const largest = f32x4.splat(largestOf(logits, columns));
		let expected = f32x4.splat(0);
		for (let i: usize = 0; i < columns; i += 4) {
			const at = i << 2;
			const x = f32x4.sub(get(logits + at, columns - i), largest);
			expected = f32x4.add(expected, f32x4.mul(get(target + at, columns - i), x));
			put(residual + at, exponential(x), columns - i);
		}
		const total = sumOf(residual, columns);
		store<f32>(losses, <f32>log(total) - sum(expected));
		const share = f32x4.splat(1 / total);
		for (let i: usize = 0; i < columns; i += 4) {
			const at = i << 2;
			const probability = f32x4.mul(get(residual + at, columns - i), share);
			put(residual + at, f32x4.sub(probability, get(target + at, columns - i)), columns - i);
		}
		target += stride;
		logits += stride;
		residual += stride;
	}
}

function largestOf(row: usize, columns: usize): f32 {
	let largest = load<f32>(row);
	for (let i: usize = 1; i < columns; i++) largest = max(largest, load<f32>(row + (i << 2)));
	return largest;
}

function sumOf(row: usize, columns: usize): f32 {
	let sums = f32x4.splat(0);
	for (let i: usize = 0; i < columns; i += 4) sums = f32x4.add(sums, get(row + (i << 2), columns - i));
	return sum(sums);
}
