import { csvRow } from '../../files/csv.js';
import type { Random } from '../../math/random.js';
import { type Figure, type Metric, summariseFigures } from '../statistics/summary.js';
import type { Classification } from './classification.js';

/** Meanings of the classifiers' names in metrics and tables. */
export type Definitions = Readonly<Record<string, string>>;

/**
 * Summarises the accuracy of each classifier, and of giving all photos the most frequent class of the training
 * photos. Intervals by bootstrap over the test photos.
 *
 * @param definitions of each classifier, beginning with what follows `share of test photos whose class is that`
 * @throws {Error} when there is no test photo
 */
export function summariseClassification(
	{ test, train, predictions, chosen }: Classification,
	definitions: Definitions,
	random: Random,
	draws?: number,
): Record<string, Metric> {
	if (test.labels.length === 0) throw new Error('No photo was classified: give `data.test` some.');

	const accuracies = Object.entries(predictions).map(([name, predicted]) =>
		accuracy(name, definitions[name]!, test.labels, predicted),
	);
	const usual = mostFrequent(train.labels);
	const always = test.labels.map(() => usual);
	const majority = accuracy('majority', 'of most training photos', test.labels, always);
	const metrics = summariseFigures(test.labels.length, [...accuracies, majority], random, draws);
	const values = Object.entries(chosen).map(([name, value]): [string, Metric] => {
		return [name, { value, count: train.labels.length, interval: null, definition: definitions[name]! }];
	});
	return { ...metrics, ...Object.fromEntries(values) };
}

function accuracy(name: string, which: string, labels: Int32Array, predicted: Int32Array): Figure {
	return {
		name,
		definition: `share of test photos whose class is that ${which}`,
		count: labels.length,
		statistic: (times) => {
			let right = 0;
			for (let i = 0; i < labels.length; i++) if (labels[i] === predicted[i]) right += times[i]!;
			return right / labels.length;
		},
	};
}

function mostFrequent(labels: Int32Array): number {
	const counts = new Map<number, number>();
	for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
	return [...counts].reduce((most, entry) => (entry[1] > most[1] ? entry : most), [0, 0])[0];
}

/** Returns `predictions.csv`: a row a test photo. */
export function predictionTable({ classes, test, predictions }: Classification): string {
	const names = Object.keys(predictions);
	const rows = test.paths.map((path, i) =>
		csvRow([path, classes[test.labels[i]!], ...names.map((name) => classes[predictions[name]![i]!])]),
	);
	return [csvRow(['image', 'class', ...names]), ...rows, ''].join('\n');
}
