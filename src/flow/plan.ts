import type { Source } from './source.js';
import type { Stage } from './stage.js';

/** Stages that an item passes without another one between them; mostly one. */
export type Segment = readonly Stage<never, unknown>[];

/** What a flow is made of, and what `run` executes. */
export interface Plan {
	readonly source: Source<unknown>;
	readonly segments: readonly Segment[];
}
