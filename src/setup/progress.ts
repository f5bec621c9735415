/** Phases of set-up, in order; `wait` while another process sets up. */
export type SetUpPhase =
	| 'wait'
	| 'download'
	| 'unpack'
	| 'download-cuda'
	| 'unpack-cuda'
	| 'package'
	| 'compile'
	| 'check';

export interface SetUpProgress {
	readonly phase: SetUpPhase;
	/** Share of this phase that is done, 0 to 1. */
	readonly fraction: number;
}

export type OnSetUpProgress = (progress: SetUpProgress) => void;
