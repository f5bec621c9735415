/** Limit of names that one pattern may stand for: some 100 MB of text. */
const greatestCount = 1e6;

/**
 * Expands ranges of numbers as shells and users of webdataset write them: `train-{008..010}.tar` is `train-008.tar`,
 * `train-009.tar` and `train-010.tar`. Other braces are left to the glob.
 *
 * @returns the pattern alone where it has no range
 * @throws {RangeError} when it stands for more than a million names
 */
export function expandRanges(pattern: string): readonly string[] {
	const range = /\{(\d+)\.\.(\d+)\}/.exec(pattern);
	if (range === null) return [pattern];
	const [whole, first, last] = range as unknown as [string, string, string];
	const width = first.startsWith('0') || last.startsWith('0') ? Math.max(first.length, last.length) : 0;
	const [from, to] = [Number(first), Number(last)];
	const before = pattern.slice(0, range.index);
	const after = expandRanges(pattern.slice(range.index + whole.length));
	const count = Math.abs(to - from) + 1;
	if (count * after.length > greatestCount) {
		throw new RangeError(
			`\`${pattern}\` stands for ${count * after.length} names, more than ${greatestCount}: give the files that there are, or \`*\``,
		);
	}
	const numbers = Array.from({ length: count }, (_, i) => Math.min(from, to) + i);
	return numbers.flatMap((number) =>
		after.map((rest) => `${before}${String(number).padStart(width, '0')}${rest}`),
	);
}
