import { thresholdIndex } from '../map/thresholds.js';
import { readSummary } from '../statistics/read-summary.js';
import type { ThresholdOrigin } from './protocol.js';

/** Threshold for an evaluation. */
export interface ChosenThreshold {
	/** Value; absent if the set's own best is to be used. */
	readonly value?: number;
	readonly origin: ThresholdOrigin;
}

/**
 * Reads the threshold for an evaluation: a value, or the one that an earlier run (`mmc run tune`) has chosen.
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
 * Reads the threshold for an evaluation, which must be one of the fixed thresholds.
 *
 * @throws {RangeError} when it is none of them
 */
export async function readFixedThreshold(from: number | string | undefined): Promise<ChosenThreshold> {
	const chosen = await readThreshold(from);
	// Checked before the run rather than at its end, where it is used.
	if (chosen.value !== undefined) thresholdIndex(chosen.value);
	return chosen;
}

/** Origin of a run's threshold, for a run that takes it over. */
function originOf({ threshold, ...tunedOn }: Readonly<Record<string, unknown>>): ThresholdOrigin {
	const { component: _, ...origin } = (threshold ?? {}) as { component?: unknown } & ThresholdOrigin;
	return origin.choice === 'given' || origin.choice === 'tuned' ? origin : { choice: 'tuned', tunedOn };
}
