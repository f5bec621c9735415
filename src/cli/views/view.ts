import type { RunProgress } from '../../run/status.js';

/** View of a run. It is drawn on events, never by a timer: a training step blocks the event loop. */
export interface View {
	/** Updates the view; cheap enough for every item, since it draws five times a second at most. */
	update(progress: RunProgress): void;
	/** Prints a line that stays, above the moving part. */
	log(line: string): void;
	/** Shows where the run ended and releases the terminal. Must also be called after a failure. */
	close(): void;
}

export interface ViewOptions {
	readonly stream: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };
	/** Title, usually the pipeline's name. */
	readonly title: string;
	/** Clock in seconds from any start. */
	readonly clock?: () => number;
	readonly environment?: NodeJS.ProcessEnv;
}
