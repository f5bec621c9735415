import { readJsonLines } from '../files/json-lines.js';
import { bestSteps } from '../run/checkpoints.js';
import type { RunFolder } from '../run/folder.js';

/**
 * Figures that the best checkpoint can be kept by, as paths in a line of `metrics.jsonl`, and which of two values is
 * better. Only figures of probes and evaluations: the loss of a single batch says little.
 */
export const bestMetrics = {
	'online.meanIoU': 'greater',
	'online.averagePrecision': 'greater',
	'online.knn20': 'greater',
	'health.clsDeviation': 'greater',
	'health.patchDeviation': 'greater',
	'health.studentDeviation': 'greater',
	'health.clsRank': 'greater',
	'health.patchRank': 'greater',
	'health.clsCosine': 'less',
	'health.patchCosineWithin': 'less',
	'health.patchCosineBetween': 'less',
	'health.teacherInformation': 'greater',
	'health.prototypesUsed': 'greater',
	'health.prototypePerplexity': 'greater',
	'health.teacherDistance': 'less',
	'health.reconstruction': 'less',
} as const;

/** Name of a figure of `metrics.jsonl` that the best checkpoint can be kept by. */
export type BestMetric = keyof typeof bestMetrics;

/** Names of the figures, for a schema. */
export const bestMetricNames = Object.keys(bestMetrics) as [BestMetric, ...BestMetric[]];

/**
 * Chooses the figure to keep the best checkpoint by: the named one, else one that rests on labels. There is none
 * without labels: no figure of health was shown to choose well among the steps of a run.
 *
 * @param online what online evaluation measures
 * @param isWatched whether health is measured
 * @throws {Error} when nothing measures the named one
 */
export function chooseBestMetric(
	named: BestMetric | undefined,
	online: readonly string[],
	isWatched: boolean,
): BestMetric | undefined {
	const isMeasured = (metric: BestMetric) =>
		metric.startsWith('health.') ? isWatched : online.includes(metric.slice('online.'.length));
	if (named === undefined) return (['online.meanIoU', 'online.knn20'] as const).find(isMeasured);
	if (isMeasured(named)) return named;
	const remedies: Readonly<Record<string, string>> = {
		'online.knn20': 'photos to learn from that lie in a folder for each class, some hundred at least',
		'online.meanIoU': '`online.dataset.kind` and `online.dataset.root`',
		'online.averagePrecision': '`online.dataset.kind` and `online.dataset.root`',
	};
	const needed = remedies[named] ?? '`health.photos` of 2 at least, and photos to hold out';
	throw new Error(`\`checkpoint.best\` is \`${named}\`, which nothing measures: it needs ${needed}`);
}

/** The best step so far, of those whose checkpoint was kept. */
export interface BestStep {
	readonly metric: BestMetric;
	readonly step: number;
	readonly value: number;
}

/** Best step of a run by one figure. */
export class BestCheckpoint {
	private constructor(
		readonly metric: BestMetric | undefined,
		/** Best step so far; `undefined` before the first figure, and without a metric. */
		public best: BestStep | undefined,
	) {}

	/** Reads the best checkpoints of an earlier process of the same run, and their lines of metrics. */
	static async open(
		run: Pick<RunFolder, 'folder' | 'path'>,
		metric: BestMetric | undefined,
	): Promise<BestCheckpoint> {
		const known = new BestCheckpoint(metric, undefined);
		const steps = new Set(metric ? await bestSteps(run.folder) : []);
		if (steps.size === 0) return known;
		const file = run.path('metrics.jsonl');
		const lines = readJsonLines<{ step: number }>(file, { mayBeAbsent: true, lastMayBeHalf: true });
		for await (const report of lines) {
			const better = steps.has(report.step) ? known.better(report) : undefined;
			known.best = better ?? known.best;
		}
		return known;
	}

	/** Returns the step if it is better than the best one so far; the first one wins ties. */
	better(report: { readonly step: number }): BestStep | undefined {
		const { metric, best } = this;
		const value = metric && figureAt(report, metric.split('.'));
		if (typeof value !== 'number' || !Number.isFinite(value)) return undefined;
		const gain = bestMetrics[metric!] === 'greater' ? 1 : -1;
		if (best && gain * value <= gain * best.value) return undefined;
		return { metric: metric!, step: report.step, value };
	}
}

function figureAt(line: object, [key, ...rest]: readonly string[]): unknown {
	const value: unknown = (line as Readonly<Record<string, unknown>>)[key!];
	return rest.length > 0 && typeof value === 'object' && value !== null ? figureAt(value, rest) : value;
}
