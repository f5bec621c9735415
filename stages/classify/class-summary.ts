import type { Classification } from '../../src/eval/classify/classification.js';
import {
	type Definitions,
	predictionTable,
	summariseClassification,
} from '../../src/eval/classify/summary.js';
import type { Metric } from '../../src/eval/statistics/summary.js';
import type { Sink } from '../../src/flow/sink.js';
import { mulberry32 } from '../../src/math/random.js';
import type { RunFolder } from '../../src/run/folder.js';

/** Figures of each classifier over the test photos. */
export interface ClassSummary {
	readonly metrics: Record<string, Metric>;
}

/**
 * Writes `predictions.csv`, and makes the summary.
 *
 * @param definitions of the classifiers
 */
export function classSummary(
	folder: RunFolder,
	definitions: Definitions,
): Sink<Classification, ClassSummary> {
	return {
		name: 'class-summary',
		types: 'Classification → ClassSummary',
		open() {
			let metrics: ClassSummary['metrics'] = {};
			return {
				async write(classification) {
					metrics = summariseClassification(classification, definitions, mulberry32(0));
					await folder.write('predictions.csv', predictionTable(classification));
				},
				result: () => ({ metrics }),
			};
		},
	};
}
