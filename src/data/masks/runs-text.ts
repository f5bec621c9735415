import { type Runs, toRuns } from './runs.js';

/**
 * Formats run lengths in COCO's compressed form: each count in groups of 5 bits, the lowest first, one character a
 * group (code 48 + group, plus 32 when more follow), two's complement; from the fourth count on, the difference to
 * the count before the previous one is written. The characters are those of pycocotools.
 */
export function formatRuns({ counts }: Runs): string {
	let text = '';

	for (const [run, count] of counts.entries()) {
		let value = run > 2 ? count - counts[run - 2]! : count;
		let more = true;

		while (more) {
			const group = value & 31;
			value >>= 5;
			more = value !== (group & 16 ? -1 : 0);
			text += String.fromCharCode(48 + group + (more ? 32 : 0));
		}
	}

	return text;
}

/**
 * Reads COCO's compressed form, see {@link formatRuns}.
 *
 * @throws {RangeError} when the text is not in that form, is cut off, or does not sum to width × height
 */
export function parseRuns(text: string, width: number, height: number): Runs {
	const counts: number[] = [];
	let value = 0;
	let shift = 0;

	for (let position = 0; position < text.length; position++) {
		const code = text.charCodeAt(position) - 48;

		// A seventh group would need more than the 31 bits that any count has.
		if (code < 0 || code > 63 || shift > 30) {
			throw new RangeError(
				`Character ${position} (\`${text[position]}\`) of the compressed mask is not valid`,
			);
		}

		value |= (code & 31) << shift;
		shift += 5;
		if (code & 32) continue;
		if (code & 16 && shift < 32) value |= -1 << shift;
		counts.push(counts.length > 2 ? value + counts.at(-2)! : value);
		value = 0;
		shift = 0;
	}

	if (shift > 0) throw new RangeError(`The compressed mask ends in the middle of run ${counts.length}`);

	return toRuns(counts, width, height);
}
