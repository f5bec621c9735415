/** State of a run in `status.json`, for whoever reads its folder. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { messageOf } from '../flow/errors.js';
import type { StageReport } from '../flow/meter.js';
import type { Progress } from '../flow/sink.js';
import type { RunFolder } from './folder.js';
import { describeProcess, exists, isThere, processSchema } from './process.js';

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
	/** `true` if another process can resume the run. */
	canResume: z.boolean(),
	/** State; that of a killed process stays `running`. */
	state: z.enum(['running', 'finished', 'stopped', 'failed']),
	/** Error of a failed run. */
	message: z.string().optional(),
	/** The process, and the machine it runs on. Runs of earlier versions have no more than these two. */
	pid: processSchema.shape.pid,
	host: processSchema.shape.host,
	start: processSchema.shape.start.exactOptional(),
	boot: processSchema.shape.boot.exactOptional(),
	namespace: processSchema.shape.namespace.exactOptional(),
	/** ISO 8601, UTC: when this process began, and when it last told how it stands. */
	startedAt: z.string(),
	updatedAt: z.string(),
	/** Seconds between the two. */
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

/** Progress of a run: `done` counts from the start of the whole run, also in a resumed one. */
export interface RunProgress extends Progress {
	readonly stages?: readonly StageReport[];
}

const secondsBetweenWrites = 1;

/** Keeps `status.json` up to date. If it cannot be written, the run continues and reports it once. */
export class RunStatusFile {
	readonly #start = new Date();
	readonly #process = describeProcess();
	#warn: ((line: string) => void) | undefined;
	#writtenAt = Number.NEGATIVE_INFINITY;
	#progress: RunProgress | undefined;
	#hasBegun = false;

	constructor(
		readonly folder: RunFolder,
		readonly run: Pick<RunStatus, 'pipeline' | 'canResume'>,
	) {}

	/** @param warn told once where the file can't be written */
	begin(warn: (line: string) => void): void {
		this.#hasBegun = true;
		this.#warn = warn;
		this.#write('running');
	}

	/** Updates the state; cheap enough for every item, since it writes once a second at most. */
	update(progress: RunProgress): void {
		this.#progress = progress;
		if (performance.now() - this.#writtenAt >= 1000 * secondsBetweenWrites) this.#write('running');
	}

	/** Writes the final state; does nothing if the run has not begun. */
	end(state: RunState, message?: string): void {
		if (this.#hasBegun) this.#write(state, message);
	}

	#write(state: RunState, message?: string): void {
		const now = new Date();
		const status = {
			...this.run,
			state,
			...(message !== undefined && { message }),
			...this.#process,
			startedAt: this.#start.toISOString(),
			updatedAt: now.toISOString(),
			seconds: (now.getTime() - this.#start.getTime()) / 1000,
			...(this.#progress && { progress: this.#progress }),
		};
		try {
			this.folder.writeUnsynced(fileName, `${JSON.stringify(status)}\n`);
		} catch (error) {
			this.#warn?.(`\`mmc watch\` can't tell how this run stands: ${messageOf(error)}`);
			this.#warn = undefined;
		}

		this.#writtenAt = performance.now();
	}
}

/**
 * Reads the state of a run.
 *
 * @throws {Error} when the folder is not that of a run, or the file is damaged
 */
export async function readStatus(run: string): Promise<RunStatus> {
	const file = path.join(run, fileName);
	const text = await readFile(file, 'utf8').catch((cause) => {
		const { code, message } = cause as NodeJS.ErrnoException;
		throw new Error(`\`${file}\` can't be read: ${code === 'ENOENT' ? explain(run) : message}`, { cause });
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

/**
 * Tells whether the process of a run that says it is running is there.
 *
 * @returns `undefined` where only another machine, or another container, can tell
 */
export function isAlive(status: RunStatus): boolean | undefined {
	const { pid, host, start, boot, namespace } = status;
	if (start !== undefined && boot !== undefined && namespace !== undefined)
		return isThere({ pid, host, start, boot, namespace });
	return host === describeProcess().host ? exists(pid) : undefined;
}
