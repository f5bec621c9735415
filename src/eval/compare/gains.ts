import { existsSync } from 'node:fs';
import path from 'node:path';
import { mulberry32 } from '../../math/random.js';
import { thresholdIndex } from '../map/thresholds.js';
import { similarityFigures } from '../pairs/summary.js';
import { figuresAt } from '../segment/aggregate.js';
import { pairedDifferences } from '../statistics/paired-difference.js';
import type { RunSummary } from '../statistics/read-summary.js';
import { readRecords, recordsFile, similarityRecordsFile } from '../statistics/records.js';
import type { Metric, PhotoFigures } from '../statistics/summary.js';

/** Difference of each metric of a run from that of the first run. */
export type Gains = Readonly<Record<string, Metric>>;

/**
 * Pairs each run with the first, photo by photo, each at its own threshold.
 *
 * @returns one a run; undefined for the first, and where a run has kept no records
 * @throws {Error} when the runs did not measure the same photos
 */
export async function readGains(runs: readonly RunSummary[]): Promise<readonly (Gains | undefined)[]> {
	const [first, ...others] = await Promise.all(runs.map(readFigures));
	const gains = others.map((figures) => {
		return first && figures && pairedDifferences(first, figures, mulberry32(0));
	});
	return [undefined, ...gains];
}

async function readFigures({ run, metrics }: RunSummary): Promise<PhotoFigures | undefined> {
	const [instances, similarities] = [path.join(run, recordsFile), path.join(run, similarityRecordsFile)];
	const threshold = metrics.threshold?.value;
	if (typeof threshold === 'number' && existsSync(instances)) {
		return figuresAt(readRecords([instances]), thresholdIndex(threshold));
	}

	return existsSync(similarities) ? similarityFigures(readRecords([similarities])) : undefined;
}
