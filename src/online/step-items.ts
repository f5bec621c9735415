import type { HealthReport } from '../health/watch.js';
import type { StepReport } from '../nn/step/step-items.js';
import type { OnlineMeasures } from './options.js';

/** A step after which the networks may have been probed. */
export interface WatchedStep extends StepReport {
	readonly health?: HealthReport;
}

/** A step after which the teacher may have been evaluated. */
export interface EvaluatedStep extends WatchedStep {
	readonly online?: OnlineMeasures;
}

/** A step with the figures that depend on the clock. */
export interface TimedStep extends EvaluatedStep {
	/** Photos a second, each with both of its views. */
	readonly imagesPerSecond: number;
}
