/**
 * Returns text in which control characters are escapes such as `\x1b`, so that a foreign name or message can neither
 * clear a terminal nor set its title. Line ends and tabs stay.
 */
export function printable(text: string): string {
	return text.replace(control, escaped);
}

/** Returns `printable` text on one line, so that a foreign name can't look like a line of its own in a log. */
export function printableLine(text: string): string {
	return printable(text.replace(/[\n\t]/g, escaped));
}

/** C0 and C1 control characters, the line and paragraph separators, and marks that reverse the order of text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const control = /[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

function escaped(character: string): string {
	const code = character.charCodeAt(0);
	if (character === '\n') return '\\n';
	if (character === '\t') return '\\t';
	return code < 256 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16)}`;
}
