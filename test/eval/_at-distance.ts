import { golden } from '../support/golden.js';

interface Ranked {
	readonly auroc: number;
	readonly averagePrecision: number;
}

/** What test/oracle/at_distance.py computed of the drawn photo; null where there is no pair. */
export const goldenAtDistance = golden('at_distance') as {
	readonly threePoints: readonly (readonly [x: number, y: number])[];
	readonly objects: readonly {
		readonly id: string;
		readonly points: readonly (readonly [x: number, y: number])[];
		readonly cosine: Ranked | null;
		readonly coarse: Ranked | null;
		readonly threePoints: Ranked | null;
		readonly disc: Ranked | null;
		readonly sweep: Ranked | null;
	}[];
	readonly pairs: Readonly<Record<string, number>>;
	readonly overlapAtDistance: number;
	readonly intra: number[];
	readonly inter: number[];
};
