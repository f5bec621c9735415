/** What one stage has done so far in a run. */
export interface StageReport {
	readonly name: string;
	readonly types: string;
	readonly received: number;
	readonly emitted: number;
	readonly skipped: number;
	/** Seconds in which at least one item was in work. */
	readonly busy: number;
	/** Seconds in which the stage had nothing to do. */
	readonly waitingForInput: number;
	/** Seconds in which its finished items waited for the next stage to take them. */
	readonly waitingForRoom: number;
}
