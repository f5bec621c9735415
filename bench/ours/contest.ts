/** Our side of one case. */
export interface Contest {
	/** Floating-point operations of one measured unit's matrix products, in 10⁹. */
	readonly gflop?: number;
	/** One slice of measurements, in the case's unit. Between two slices nothing is worked on. */
	readonly measure: () => Promise<readonly number[]>;
	/** Counts beside the values. */
	readonly facts?: () => Readonly<Record<string, number>>;
	readonly close?: () => Promise<void>;
}

/** Settings of a case: the same values for every side. */
export interface Settings {
	/** Folder of photos. */
	readonly photos: string;
	/** Side of a view in px. */
	readonly size: number;
	/** Photos in a batch. */
	readonly batch: number;
	/** Number of units that a slice measures. */
	readonly count: number;
	readonly [setting: string]: string | number | boolean;
}
