import type { StageReport } from '../flow/meter.js';
import type { Progress } from '../flow/sink.js';

/** Where a run stands: `done` counts from the start of the whole run, also in one that was resumed. */
export interface RunProgress extends Progress {
	readonly stages?: readonly StageReport[];
}

/** Drawn when it is told something, never by a timer: a training step blocks the event loop. */
export interface View {
	/** Cheap enough for every item: draws five times a second at most. */
	update(progress: RunProgress): void;
	/** Prints a line that stays, above what moves. */
	log(line: string): void;
	/** Shows where the run ended and gives the terminal back. To be called also after a failure. */
	close(): void;
}

export interface ViewOptions {
	readonly stream: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };
	/** Mostly the pipeline's name. */
	readonly title: string;
	/** Seconds from any start. */
	readonly clock?: () => number;
	readonly environment?: NodeJS.ProcessEnv;
}
