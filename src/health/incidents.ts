import path from 'node:path';
import { z } from 'zod';
import { type Images, shuffledFiles } from '../data/listing/shuffled.js';
import { readAllJsonLines } from '../files/json-lines.js';
import type { Losses } from '../nn/losses/losses.js';
import type { RunFolder } from '../run/folder.js';

/** Where a run keeps them. */
export const incidentsFile = 'incidents.jsonl';

/** Options of the guard against NaN and infinity. */
export const guardOptions = z.strictObject({
	inRow: z.int().positive().default(5).describe('batches in a row with NaN or infinity that end the run'),
});

/** Parsed `guardOptions`. */
export type GuardOptions = z.output<typeof guardOptions>;

/** A batch that gave NaN or infinity, and so changed nothing. */
export interface Incident {
	/** The step that it would have been, from 1. */
	readonly step: number;
	/** The first and the last of its photos by their numbers in the source's endless sequence. */
	readonly from: number;
	readonly to: number;
	/** Of all numbers between the two; those that could not be decoded are in `quarantine.jsonl`. */
	readonly files: readonly string[];
	readonly seed: number;
	/** The losses of all terms; of those that are no numbers the text `NaN`, `Infinity`, `-Infinity`. */
	readonly losses: Readonly<Record<string, number | string>>;
	/** What was not finite first: a loss by its name, or `gradient of NAME`, from the heads down. */
	readonly tensor: string;
}

/** The incidents of a run so far, in the order in which they came. */
export async function readIncidents(run: string): Promise<Incident[]> {
	const file = path.join(run, incidentsFile);
	return readAllJsonLines(file, { mayBeAbsent: true, lastMayBeHalf: true });
}

/** The incidents of a run, those before it was resumed too. Each is a line of `incidents.jsonl`. */
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

	/** Keeps one, and gives how many there have been at this step. */
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

	/** How many there have been at a step: batches in a row, since the next one that is sound makes the step. */
	countAt(step: number): number {
		return this.all.filter((incident) => incident.step === step).length;
	}

	/** How many there have been after a step was made. */
	since(step: number): number {
		return this.all.filter((incident) => incident.step > step).length;
	}
}

/**
 * What is not finite first: a term of the loss, then a gradient in the order in which they are computed, from the heads
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
