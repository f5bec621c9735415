/** The exact packages that set-up obtains. Whoever raises them raises `recipe` in `nn/backend/installed.ts` too. */

export interface PinnedWheel {
	/** Requirement given to pip. */
	readonly requirement: string;
	readonly sha256: string;
	readonly bytes: number;
	/** Free disk that set-up needs at its peak, in bytes. */
	readonly disk: number;
}

export interface PinnedPackage {
	readonly name: string;
	readonly version: string;
	/** Integrity as in a lock file: `sha512-…`. */
	readonly integrity: string;
}

/** CPython 3.12 wheels for Linux x64. Their Python code is not used, so the local Python's version does not matter. */
export const pinnedWheels: Readonly<Record<'cpu' | 'cuda', PinnedWheel>> = {
	cpu: {
		requirement: 'tensorflow-cpu==2.20.0',
		sha256: 'c7a9224185818094ed95c4e114d3efe77241db35fbf0b75251fb2bf6222dd6a7',
		bytes: 258_989_246,
		disk: 1.6e9,
	},
	cuda: {
		requirement: 'tensorflow==2.20.0',
		sha256: '25265b0bc527e0d54b1e9cc60c44a24f44a809fe27666b905f0466471f9c52ec',
		bytes: 620_682_547,
		disk: 14e9,
	},
};

/** Makes pip choose the wheel above on any machine, whichever Python it runs under. */
export const pipTarget = [
	'--only-binary=:all:',
	'--implementation=cp',
	'--python-version=3.12',
	'--abi=cp312',
	'--abi=abi3',
	'--abi=none',
	'--platform=manylinux_2_17_x86_64',
	'--platform=manylinux2014_x86_64',
	'--platform=manylinux_2_27_x86_64',
];

/**
 * The JavaScript half and the addon's sources, in the version that `package.json` lists. Its install script, which
 * fetches a TensorFlow of 2022, never runs.
 */
export const pinnedNodePackage: PinnedPackage = {
	name: '@tensorflow/tfjs-node-gpu',
	version: '4.22.0',
	integrity:
		'sha512-p//NN6DGiN4hInUmIkRffaFVMcdTREUMjPyjW04J7OXvB2zBlQimj61eFKSgRrH3f5TnOfKzb0n56he/B6a4bw==',
};

/** Used where a machine has no C++ compiler: the wheels for Linux x64 and arm64. */
export const pinnedCompiler = {
	requirement: 'ziglang==0.15.2',
	sha256: [
		'806316453d1ede7174ed3fefb8e5348154629089c3bb5fe812dfd0e172fac130',
		'edc0aa60ec964a4cf462d40f68d7de242ddf37fd9a80f2afaee6397059463230',
	],
} as const;

/** Oldest TensorFlow whose `libtensorflow_cc.so.2` exports the whole C API. */
export const oldestTensorFlow = '2.12';
