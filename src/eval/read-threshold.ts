import { readSummary } from '../run/compare.js';

/**
 * The threshold that an evaluation is told to use: a value, or the one an earlier run (`mmc run tune`) has chosen.
 *
 * @returns undefined where it is to be the set's own best
 * @throws {Error} when the run has no threshold
 */
export async function readThreshold(from: number | string | undefined): Promise<number | undefined> {
	if (typeof from !== 'string') return from;

	const { metrics } = await readSummary(from);
	const value = metrics.threshold?.value;
	if (typeof value !== 'number') {
		throw new Error(
			`\`threshold.from\`: the run \`${from}\` has no threshold; give a run of \`segment\`, or a value`,
		);
	}

	return value;
}
