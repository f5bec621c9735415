import type { Random } from '../../math/random.js';
import { type Figure, type Metric, type PhotoFigures, summariseFigures } from './summary.js';

/**
 * Gains of the second of two runs on the same photos over the first, with paired bootstrap intervals: each draw takes
 * the same photos for both, so what makes a photo hard for both cancels.
 *
 * @throws {Error} when the runs did not measure the same photos
 */
export function pairedDifferences(
	first: PhotoFigures,
	second: PhotoFigures,
	random: Random,
	draws?: number,
): Record<string, Metric> {
	checkSamePhotos(first.images, second.images);
	const before = new Map(first.figures.map((figure) => [figure.name, figure]));
	const differences = second.figures.flatMap((figure): Figure[] => {
		const base = before.get(figure.name);
		if (!base || base.count !== figure.count) return [];

		return [{ ...figure, statistic: (times) => figure.statistic(times) - base.statistic(times) }];
	});
	return summariseFigures(first.images.length, differences, random, draws);
}

function checkSamePhotos(first: readonly string[], second: readonly string[]): void {
	const length = Math.max(first.length, second.length);
	for (let i = 0; i < length; i++) {
		if (first[i] === second[i]) continue;

		throw new Error(
			`Photo ${i + 1} is \`${first[i] ?? 'missing'}\` in one run and \`${second[i] ?? 'missing'}\` in the other: ` +
				'only runs on the same photos can be paired.',
		);
	}
}
