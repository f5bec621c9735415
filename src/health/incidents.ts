import path from 'node:path';
import { z } from 'zod';
import { type Images, shuffledFiles } from '../data/listing/shuffled.js';
import { readAllJsonLines } from '../files/json-lines.js';
import type { Losses } from '../nn/losses/losses.js';
import type { RunFolder } from '../run/folder.js';

/** File of a run's incidents. */
export const incidentsFile = 'incidents.jsonl';

/** Options of the guard against NaN and infinity. */
export const guardOptions = z.strictObject({
	inRow: z.int().positive().default(5).describe('batches in a row with NaN or infinity that end the run'),
});

/** Parsed `guardOptions`. */
export type GuardOptions = z.output<typeof guardOptions>;

/** A batch that was skipped because it gave NaN or infinity. */
export interface Incident {
	/** Step that it would have been, from 1. */
	readonly step: number;
	/** First and last of its photos, by their numbers in the source's endless sequence. */
	readonly from: number;
	readonly to: number;
	/** Files of all numbers between the two; those that could not be decoded are in `quarantine.jsonl`. */
	readonly files: readonly string[];
	readonly seed: number;
	/** Losses of all terms; non-finite ones as the text `NaN`, `Infinity` or `-Infinity`. */
	readonly losses: Readonly<Record<string, number | string>>;
	/** First non-finite tensor: a loss by its name, or `gradient of NAME`, from the heads down. */
	readonly tensor: string;
}

/** Incidents of a run so far, in order. */
export async function readIncidents(run: string): Promise<Incident[]> {
	const file = path.join(run, incidentsFile);
	return readAllJsonLines(file, { mayBeAbsent: true, lastMayBeHalf: true });
}

/** Incidents of a run, including those before it was resumed. Each is a line of `incidents.jsonl`. */
export class Incidents {
	private constructor(
		readonly folder: RunFolder,
		readonly images: Images,
		readonly seed: number,
		readonly all: Incident[],
	) {}

	static async open(folder: RunFolder, images: Images, seed: number): Promise<Incidents> {
		return new Incidents(folder, images, seed, await readIncidents(folder.folder));
	}

	/** Records an incident, and returns the number of incidents at this step. */
	add(step: number, [from, to]: readonly [number, number], losses: Losses, tensor: string): number {
		const { folder, images, seed, all } = this;
		const files: string[] = [];
		for (const { path } of shuffledFiles(images, seed, from)) {
			if (files.length > to - from) break;
			files.push(path);
		}
		const told = Object.entries(losses).map(([term, loss]) => [
			term,
			Number.isFinite(loss) ? loss : String(loss),
		]);
		const incident = { step, from, to, files, seed, losses: Object.fromEntries(told), tensor };
		all.push(incident);
		folder.append(incidentsFile, JSON.stringify(incident));
		return this.countAt(step);
	}

	/** Returns the number of incidents at a step: batches in a row, since the next sound batch makes the step. */
	countAt(step: number): number {
		return this.all.filter((incident) => incident.step === step).length;
	}

	/** Returns the number of incidents after a step was made. */
	since(step: number): number {
		return this.all.filter((incident) => incident.step > step).length;
	}
}

/**
 * Returns what is not finite first: a term of the loss, then a gradient in the order of computation, from the heads
 * down.
 *
 * @param norms of the gradients, by the weights' names from the input up
 */
export function firstNonFinite(losses: Losses, norms: Readonly<Record<string, number>>): string | undefined {
	const { loss, ...terms } = losses;
	const term = Object.entries({ ...terms, loss }).find(([, value]) => !Number.isFinite(value))?.[0];
	const weight = Object.keys(norms).findLast((key) => !Number.isFinite(norms[key]));
	return term ?? (weight && `gradient of ${weight}`);
}
