import type { RunProgress } from '../../run/status.js';

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
