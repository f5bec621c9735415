import type { Objective } from '../losses/objective.js';
import type { Optimisation } from '../optimiser/optimisation.js';
import type { ComputePolicy } from '../precision/precision.js';

/** Options that the teacher's pass of a step depends on. Those of `pretrain` fit. */
export interface TeacherOptions extends Objective, Partial<ComputePolicy> {
	/** Photos computed at once, ≥ 1; a whole batch unless given. */
	readonly microBatch?: number | undefined;
}

/** Options that the student's passes of a step depend on. Those of `pretrain` fit. */
export interface StudentOptions extends Objective, Partial<ComputePolicy> {
	/** `dropPath` is the rate of stochastic depth, in [0, 1). */
	readonly optimiser: Pick<Optimisation, 'dropPath'>;
}
