/** Returns `count` of the places 0 to `total` − 1, evenly spread: the middles of as many equal pieces. */
export function evenPlaces(count: number, total: number): number[] {
	return Array.from({ length: count }, (_, i) => Math.floor(((i + 0.5) * total) / count));
}
