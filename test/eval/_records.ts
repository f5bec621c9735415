import { thresholds } from '../../src/eval/map/thresholds.js';
import type { InstanceRecord } from '../../src/eval/statistics/records.js';

/** A record whose IoU is `iou` up to the threshold `until` and 0 beyond it. */
export function recordOf(
	given: Partial<InstanceRecord> & { readonly iou: number; readonly until?: number },
): InstanceRecord {
	const { iou, until = 0.5, ...fields } = given;
	const curve = Float64Array.from(thresholds, (threshold) => (threshold <= until ? iou : 0));
	return {
		position: 0,
		image: 'a.jpg',
		instance: '1',
		class: 'cat',
		area: 2000,
		point: { x: 3, y: 4 },
		weight: 1,
		curves: {
			iou: curve,
			precision: curve.map((value) => value / 2),
			recall: curve.map((value) => value / 4),
			dice: curve.map((value) => (2 * value) / (1 + value)),
			boundaryF: curve.map((value) => value / 8),
		},
		iouOtsu: 0.1,
		iouOracle: 0.7,
		averagePrecision: 0.4,
		auroc: 0.9,
		aurocAtDistance: 0.75,
		averagePrecisionAtDistance: 0.5,
		gridCeiling: 0.8,
		everything: 0.2,
		groundTruthBox: 0.6,
		...fields,
	};
}

export async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
	yield* items;
}
