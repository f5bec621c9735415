/** A run's records of a step, for `mmc replay`. */
import path from 'node:path';
import { readJsonLines } from '../files/json-lines.js';
import { type Incident, incidentsFile, readIncidents } from '../health/incidents.js';
import { formatChange, optionChanges } from '../options/changes.js';
import { RunFolder } from '../run/folder.js';

export interface StepRecord {
	readonly step: number;
	/** Batches that were refused at the step. */
	readonly incidents: readonly Incident[];
	/** Line of the step in `metrics.jsonl`; absent if the step was never made. */
	readonly metrics?: Readonly<Record<string, unknown>>;
}

const metricsFile = 'metrics.jsonl';

/** @throws {Error} when the run has not come to this step */
export async function readStepRecord(run: string, step: number): Promise<StepRecord> {
	const incidents = (await readIncidents(run)).filter((incident) => incident.step === step);
	const known = { least: Number.POSITIVE_INFINITY, greatest: Number.NEGATIVE_INFINITY };
	let metrics: Readonly<Record<string, unknown>> | undefined;
	const file = path.join(run, metricsFile);
	for await (const line of readJsonLines<{ step: number }>(file, {
		mayBeAbsent: true,
		lastMayBeHalf: true,
	})) {
		if (line.step === step) metrics ??= { ...line };
		known.least = Math.min(known.least, line.step);
		known.greatest = Math.max(known.greatest, line.step);
	}

	if (metrics || incidents.length > 0) return { step, incidents, ...(metrics && { metrics }) };
	const steps = known.least > known.greatest ? 'no step yet' : `steps ${known.least} to ${known.greatest}`;
	throw new Error(`\`${run}\` has no step ${step} to make again: it has ${steps}`);
}

/** Gathers what a training records of a step while the step is repeated. */
export class StepListener {
	readonly #incidents: Incident[] = [];
	#metrics: Readonly<Record<string, unknown>> | undefined;

	/** @param onEnd told once all of `written` is made again, or something else was made */
	constructor(
		readonly written: StepRecord,
		readonly onEnd: () => void,
	) {}

	get record(): StepRecord {
		const { step } = this.written;
		return { step, incidents: this.#incidents, ...(this.#metrics && { metrics: this.#metrics }) };
	}

	/** Opens a folder whose added lines are listened to. */
	openFolder(folder: string): RunFolder {
		const hear = (name: string, line: string) => {
			if (name === metricsFile || name === incidentsFile) this.#hear(name, JSON.parse(line));
		};
		return new (class extends RunFolder {
			override append(name: string, line: string): void {
				super.append(name, line);
				hear(name, line);
			}
		})(folder);
	}

	#hear(name: string, line: { readonly step: number }): void {
		const { step, incidents, metrics } = this.written;
		if (line.step !== step) return;
		if (name === metricsFile) this.#metrics = { ...line };
		else this.#incidents.push(line as Incident);
		const more = this.#incidents.length - incidents.length;
		if (this.#metrics || more > 0 || (more === 0 && !metrics)) this.onEnd();
	}
}

/** Lists differences, such as `losses.lossContrast: 0.31 → "NaN"`; none if both are equal. */
export function recordChanges(written: StepRecord, made: StepRecord): readonly string[] {
	return optionChanges(comparable(written), comparable(made)).map(formatChange);
}

/** Returns a record without times and paths: the photos may be elsewhere now, and their numbers identify them. */
function comparable({ incidents, metrics }: StepRecord): object {
	const refused = incidents.map(({ files, ...incident }, i) => [`incident ${i + 1}`, incident]);
	const { imagesPerSecond, ...made } = metrics ?? {};
	return { ...Object.fromEntries(refused), ...(metrics && { 'metrics.jsonl': made }) };
}

/** Describes each batch by its photos and losses, and a refused one by its first non-finite tensor. */
export function describeRecord({ step, incidents, metrics }: StepRecord): string {
	const refused = incidents.map((incident, i) =>
		[
			`Step ${step}, batch ${i + 1}: refused. Not finite first: ${incident.tensor}`,
			...describeLosses(incident.losses),
			`  photos ${incident.from} to ${incident.to}, seed ${incident.seed}:`,
			...incident.files.map((file) => `    ${file}`),
		].join('\n'),
	);
	const losses = Object.entries(metrics ?? {}).filter(([name]) => name.startsWith('loss'));
	const made = metrics
		? [[`Step ${step}: made`, ...describeLosses(Object.fromEntries(losses))].join('\n')]
		: [];
	return `${[...refused, ...made].join('\n')}\n`;
}

function describeLosses(losses: Readonly<Record<string, unknown>>): string[] {
	const width = Math.max(...Object.keys(losses).map((name) => name.length));
	return Object.entries(losses).map(([name, loss]) => `  ${name.padEnd(width)}  ${loss}`);
}
