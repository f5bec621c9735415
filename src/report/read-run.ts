/** Content of a run's folder that its report shows. */
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { type RunSummary, readSummary } from '../eval/statistics/read-summary.js';
import { type NumberTable, readNumberTable } from '../files/csv.js';
import { readAllJsonLines } from '../files/json-lines.js';
import type { StageReport } from '../flow/meter.js';
import { type Provenance, readProvenance } from '../run/provenance.js';
import { type RunStatus, readStatus } from '../run/status.js';
import type { DecodedEvent } from '../tensorboard/event.js';
import { eventFolder } from '../tensorboard/event-file.js';
import { readEvents } from '../tensorboard/read-events.js';
import type { EvaluationTables } from './evaluation-section.js';
import { type Metrics, readMetrics } from './metrics.js';

export interface ReportedRun {
	readonly folder: string;
	readonly provenance: Provenance;
	readonly status: RunStatus | undefined;
	readonly stages: readonly StageReport[];
	/** Metrics of a training. */
	readonly metrics: Metrics | undefined;
	/** The events with pictures. */
	readonly pictured: readonly DecodedEvent[];
	/** Summary of an evaluation. */
	readonly summary: RunSummary | undefined;
	readonly tables: EvaluationTables;
	/** Names of pictures in the folder. */
	readonly pictures: readonly string[];
	readonly quarantine: readonly Readonly<Record<string, unknown>>[];
	/** Lines of `resumes.jsonl`, one for each time the run was resumed. */
	readonly resumes: readonly Readonly<Record<string, unknown>>[];
}

/** @throws {Error} when the folder is not that of a run */
export async function readRun(folder: string): Promise<ReportedRun> {
	const file = (name: string) => path.join(folder, name);
	const provenance = await readProvenance(folder);
	const status = await readStatus(folder).catch(() => undefined);
	return {
		folder,
		provenance,
		status,
		stages: existsSync(file('stages.json'))
			? JSON.parse(await readFile(file('stages.json'), 'utf8'))
			: (status?.progress?.stages ?? []),
		metrics: await readMetrics(file('metrics.jsonl')),
		pictured: await readEvents(file(eventFolder), ({ pictures }) => Object.keys(pictures).length > 0),
		summary: existsSync(file('summary.json')) ? await readSummary(folder) : undefined,
		tables: {
			curve: await readTable(file('curve.csv')),
			similarity: await readTable(file('similarity.csv')),
		},
		pictures: await findPictures(folder),
		quarantine: await readLines(file('quarantine.jsonl')),
		resumes: await readLines(file('resumes.jsonl')),
	};
}

/** Finds pictures of pipelines, in folders or beside the other files: `overlays/best.png`, `heat-map.png`. */
async function findPictures(folder: string): Promise<readonly string[]> {
	const here = await readdir(folder);
	const overlays = here.includes('overlays') ? await readdir(path.join(folder, 'overlays')) : [];
	const names = [...here, ...overlays.map((name) => `overlays/${name}`)];
	return names.filter((name) => name.endsWith('.png')).sort();
}

async function readTable(file: string): Promise<NumberTable | undefined> {
	return existsSync(file) ? readNumberTable(await readFile(file, 'utf8')) : undefined;
}

async function readLines(file: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
	return readAllJsonLines(file, { mayBeAbsent: true, lastMayBeHalf: true });
}
