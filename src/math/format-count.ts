/** Formats a number of things, such as `1 photo` or `200 photos`. */
export function formatCount(count: number, thing: string): string {
	return `${count} ${thing}${count === 1 ? '' : 's'}`;
}
