/** Figures of a training by step: `metrics.jsonl`, averaged to the points that a curve can show. */
import { readJsonLines } from '../files/json-lines.js';
import { scalarsOf } from '../tensorboard/scalars.js';

export interface Metrics {
	readonly steps: readonly number[];
	/** Values by tag, such as `train/loss`: one for each of `steps`, NaN where there is none. */
	readonly figures: Readonly<Record<string, readonly number[]>>;
	/** Last verdict on the training. */
	readonly verdict?: Verdict;
	/** Last line, unchanged. */
	readonly last: Readonly<Record<string, unknown>>;
	/** Number of steps that one point is the mean of. */
	readonly stepsPerPoint: number;
}

/** Verdict in the `health` of one line of `metrics.jsonl`. */
export interface Verdict {
	readonly verdict: string;
	readonly reason?: string;
	readonly remedy?: string;
}

/** Limit of points on a curve: more cannot be seen. */
const mostPoints = 400;

/** Reads the metrics of a run; `undefined` if the run has no such file, or an empty one. */
export async function readMetrics(file: string): Promise<Metrics | undefined> {
	const points = new Points();
	let last: Readonly<Record<string, unknown>> | undefined;
	let verdict: Verdict | undefined;
	type Line = Readonly<Record<string, unknown>>;
	for await (const line of readJsonLines<Line>(file, { mayBeAbsent: true, lastMayBeHalf: true })) {
		if (typeof line?.step !== 'number') continue;
		points.add(line.step, scalarsOf(line));
		last = line;
		verdict = (line.health as Verdict | undefined) ?? verdict;
	}

	return last && { ...points.means(), ...(verdict && { verdict }), last };
}

/**
 * Sums of figures over groups of lines, which grow with the file. At most twice as many points as are shown are kept.
 */
class Points {
	#linesPerPoint = 1;
	#points: { lines: number; step: number; sums: Map<string, [sum: number, count: number]> }[] = [];

	add(step: number, figures: Readonly<Record<string, number>>): void {
		let point = this.#points.at(-1);
		if (!point || point.lines === this.#linesPerPoint) {
			if (this.#points.length === 2 * mostPoints) this.#joinPairs();
			point = { lines: 0, step, sums: new Map() };
			this.#points.push(point);
		}

		point.lines++;
		point.step = step;
		for (const [tag, value] of Object.entries(figures)) addTo(point.sums, tag, value, 1);
	}

	means(): Omit<Metrics, 'last' | 'verdict'> {
		if (this.#points.length > mostPoints) this.#joinPairs();
		const tags = new Set(this.#points.flatMap(({ sums }) => [...sums.keys()]));
		const mean = ([sum, count]: [number, number] = [Number.NaN, 1]) => sum / count;
		const figures = [...tags].map((tag) => [tag, this.#points.map(({ sums }) => mean(sums.get(tag)))]);
		return {
			steps: this.#points.map(({ step }) => step),
			figures: Object.fromEntries(figures),
			stepsPerPoint: this.#linesPerPoint,
		};
	}

	#joinPairs(): void {
		const pairs = this.#points;
		this.#points = [];
		this.#linesPerPoint *= 2;
		for (let i = 0; i < pairs.length; i += 2) {
			const [first, second] = [pairs[i]!, pairs[i + 1]];
			for (const [tag, [sum, count]] of second?.sums ?? []) addTo(first.sums, tag, sum, count);
			this.#points.push({
				...first,
				lines: first.lines + (second?.lines ?? 0),
				step: second?.step ?? first.step,
			});
		}
	}
}

function addTo(sums: Map<string, [number, number]>, tag: string, value: number, count: number): void {
	const [sum, before] = sums.get(tag) ?? [0, 0];
	sums.set(tag, [sum + value, before + count]);
}
