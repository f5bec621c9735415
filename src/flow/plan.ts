import type { AddedStages } from './resource.js';
import type { Source } from './source.js';
import type { Stage } from './stage.js';

/** Stages that an item passes without another one between them; usually one. */
export type Segment = readonly Stage<never, unknown>[];

/** Parts of a flow, as `run` executes them. */
export interface Plan {
	readonly source: Source<unknown>;
	readonly segments: readonly Segment[];
}

/** The plan with stages inserted. Names of stages that it has not are left alone. */
export function withAdded(plan: Plan, added: AddedStages = {}): Plan {
	const grow = (stage: Stage<never, unknown>): Segment => [
		stage,
		...(Object.hasOwn(added, stage.name) ? (added[stage.name] as Segment) : []),
	];
	const segments = plan.segments.flatMap((segment) => {
		const grown = segment.flatMap(grow);
		// Stages in lockstep stay so; one with a window of its own does not share it.
		return segment.length === 1 ? grown.map((stage) => [stage]) : [grown];
	});
	return { ...plan, segments };
}
