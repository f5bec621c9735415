import { thresholdIndex } from '../map/thresholds.js';
import { readSummary } from '../statistics/read-summary.js';
import type { ThresholdOrigin } from './protocol.js';

/** The threshold that an evaluation is told to use. */
export interface ChosenThreshold {
	/** Absent where it is to be the set's own best. */
	readonly value?: number;
	readonly origin: ThresholdOrigin;
}

/**
 * The threshold that an evaluation is told to use: a value, or the one an earlier run (`mmc run tune`) has chosen.
 *
 * @throws {Error} when the run has no threshold
 */
export async function readThreshold(from: number | string | undefined): Promise<ChosenThreshold> {
	if (from === undefined) return { origin: { choice: 'own best' } };
	if (typeof from === 'number') return { value: from, origin: { choice: 'given' } };

	const { metrics, protocol } = await readSummary(from);
	const value = metrics.threshold?.value;
	if (typeof value !== 'number') {
		throw new Error(
			`\`threshold.from\`: the run \`${from}\` has no threshold; give a run of \`tune\` or \`segment\`, or a value`,
		);
	}

	return { value, origin: originOf(protocol) };
}

/**
 * The same, of the fixed thresholds only: those that an evaluation measures at.
 *
 * @throws {RangeError} when it is none of them
 */
export async function readFixedThreshold(from: number | string | undefined): Promise<ChosenThreshold> {
	const chosen = await readThreshold(from);
	// Before the run rather than at its end, where it is used.
	if (chosen.value !== undefined) thresholdIndex(chosen.value);
	return chosen;
}

/** Where the threshold of a run comes from, seen from a run that takes it over. */
function originOf({ threshold, ...tunedOn }: Readonly<Record<string, unknown>>): ThresholdOrigin {
	const { component: _, ...origin } = (threshold ?? {}) as { component?: unknown } & ThresholdOrigin;
	return origin.choice === 'given' || origin.choice === 'tuned' ? origin : { choice: 'tuned', tunedOn };
}
