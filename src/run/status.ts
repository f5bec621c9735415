/** How a run stands, for whoever looks at its folder: `status.json`. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import type { StageReport } from '../flow/meter.js';
import type { Progress } from '../flow/sink.js';
import type { RunFolder } from './folder.js';

const fileName = 'status.json';

/** JSON has no NaN: a loss that is none is written as null. */
const figure = z
	.number()
	.nullable()
	.transform((value) => value ?? Number.NaN);

const stageSchema = z.object({
	name: z.string(),
	types: z.string(),
	received: z.number(),
	emitted: z.number(),
	skipped: z.number(),
	busy: z.number(),
	waitingForInput: z.number(),
	waitingForRoom: z.number(),
});

const statusSchema = z.object({
	pipeline: z.string(),
	/** Whether another process can go on with it. */
	canResume: z.boolean(),
	/** Of a process that was killed it stays `running`. */
	state: z.enum(['running', 'finished', 'stopped', 'failed']),
	/** What ended a run that failed. */
	message: z.string().optional(),
	/** The process, and the machine it runs on. */
	pid: z.int(),
	host: z.string(),
	/** ISO 8601, UTC: when this process began, and when it last told how it stands. */
	startedAt: z.string(),
	updatedAt: z.string(),
	/** Between the two. */
	seconds: z.number(),
	progress: z
		.looseObject({
			done: z.number(),
			total: z.number().exactOptional(),
			unit: z.string(),
			values: z.record(z.string(), figure).exactOptional(),
			notice: z.string().exactOptional(),
			stages: z.array(stageSchema).exactOptional(),
		})
		.optional(),
});

export type RunStatus = z.output<typeof statusSchema>;
export type RunState = RunStatus['state'];

/** How far a run is, with its stages. */
type Standing = Progress & { readonly stages?: readonly StageReport[] };

const secondsBetweenWrites = 1;

/** Keeps `status.json` up to date; what keeps it from being written keeps no run from going on. */
export class RunStatusFile {
	readonly #start = new Date();
	#writtenAt = Number.NEGATIVE_INFINITY;
	#progress: Standing | undefined;
	#hasBegun = false;

	constructor(
		readonly folder: RunFolder,
		readonly run: Pick<RunStatus, 'pipeline' | 'canResume'>,
	) {}

	begin(): void {
		this.#hasBegun = true;
		this.#write('running');
	}

	/** Cheap enough for every item: writes once a second at most. */
	update(progress: Standing): void {
		this.#progress = progress;
		if (performance.now() - this.#writtenAt >= 1000 * secondsBetweenWrites) this.#write('running');
	}

	/** Does nothing where the run has not begun. */
	end(state: RunState, message?: string): void {
		if (this.#hasBegun) this.#write(state, message);
	}

	#write(state: RunState, message?: string): void {
		const now = new Date();
		const status = {
			...this.run,
			state,
			...(message !== undefined && { message }),
			pid: process.pid,
			host: hostname(),
			startedAt: this.#start.toISOString(),
			updatedAt: now.toISOString(),
			seconds: (now.getTime() - this.#start.getTime()) / 1000,
			...(this.#progress && { progress: this.#progress }),
		};
		try {
			this.folder.writeSoon(fileName, `${JSON.stringify(status)}\n`);
		} catch {}
		this.#writtenAt = performance.now();
	}
}

/**
 * Reads how a run stands.
 *
 * @throws {Error} when the folder is not that of a run, or the file is damaged
 */
export async function readStatus(run: string): Promise<RunStatus> {
	const file = path.join(run, fileName);
	const text = await readFile(file, 'utf8').catch((cause) => {
		throw new Error(`\`${file}\` can't be read: ${explain(run)}`, { cause });
	});
	try {
		return statusSchema.parse(JSON.parse(text));
	} catch (cause) {
		throw new Error(`\`${file}\` doesn't tell how a run stands: it was changed or damaged`, { cause });
	}
}

function explain(run: string): string {
	if (!existsSync(run)) return `there is no folder \`${run}\``;
	if (existsSync(path.join(run, 'options.json'))) {
		return `the run has only just been started, or its process ended before it began to work`;
	}

	return `\`${run}\` isn't the folder of a run`;
}

/** Whether the process of a run that says it is running is there; undefined where another machine would know. */
export function isAlive({ pid, host }: RunStatus): boolean | undefined {
	if (host !== hostname()) return undefined;
	try {
		process.kill(pid, 0); // Sends nothing.
		return true;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code !== 'ESRCH';
	}
}
