/**
 * Writes out ranges of numbers, as shells do and users of webdataset write them: `train-{008..010}.tar` is
 * `train-008.tar`, `train-009.tar` and `train-010.tar`. Other braces are left to the glob.
 *
 * @returns the pattern alone where it has no range
 */
export function expandRanges(pattern: string): readonly string[] {
	const range = /\{(\d+)\.\.(\d+)\}/.exec(pattern);
	if (range === null) return [pattern];
	const [whole, first, last] = range as unknown as [string, string, string];
	const width = first.startsWith('0') || last.startsWith('0') ? Math.max(first.length, last.length) : 0;
	const [from, to] = [Number(first), Number(last)];
	const numbers = Array.from({ length: Math.abs(to - from) + 1 }, (_, i) => Math.min(from, to) + i);
	const before = pattern.slice(0, range.index);
	const after = expandRanges(pattern.slice(range.index + whole.length));
	return numbers.flatMap((number) =>
		after.map((rest) => `${before}${String(number).padStart(width, '0')}${rest}`),
	);
}
