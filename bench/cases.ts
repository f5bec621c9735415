/** Cases of the benchmark, with their peers and targets. */
import type { Settings } from './ours/contest.js';

/** Another program that does the same, or ours done otherwise. */
export interface Peer {
	readonly name: string;
	/** `python` runs `bench/peer.py`, `node` our own child with other settings. */
	readonly program: 'python' | 'node';
	readonly settings?: Readonly<Record<string, string | number | boolean>>;
}

/** A bound on a fact that a case counts beside its values, or on its own values (`median`). */
export interface Limit {
	readonly what: string;
	readonly unit: string;
	readonly fact: string;
	readonly least?: number;
	readonly most?: number | 'peer';
}

export interface Case {
	readonly name: string;
	readonly title: string;
	readonly unit: string;
	readonly better: 'less' | 'more';
	/** The file in `ours/` and the function in `peer.py`. */
	readonly program: string;
	readonly settings: Omit<Settings, 'photos'>;
	/** Settings of the case for a smoke test of a second. */
	readonly smoke: Partial<Settings>;
	readonly peers: readonly Peer[];
	/** Required ratio to the best peer; null without a target. */
	readonly target: number | null;
	readonly limits?: readonly Limit[];
	/** Left out where the machine multiplies no faster in bfloat16 than in float32. */
	readonly needsBf16?: boolean;
	/** Environment of our side and of peers in Node. */
	readonly env?: Readonly<Record<string, string>>;
	/** Slices, where fewer than the others are enough. */
	readonly rounds?: number;
}

const eager: Peer = { name: 'PyTorch eager', program: 'python' };
const compiled: Peer = { name: 'PyTorch compiled', program: 'python', settings: { compile: true } };
const small = { model: 'small', patch: 16, size: 224, batch: 8, count: 2 };
const tiny = { model: 'tiny', patch: 16, size: 96, batch: 64, count: 2 };
/** Heads as wide as the defaults would take long in WebAssembly. */
const micro = {
	model: 'micro',
	size: 32,
	batch: 2,
	count: 1,
	options: '{"distillation":{"prototypes":64,"hidden":32,"bottleneck":16},"contrast":{"hidden":32,"out":16}}',
};
const torchvision: Peer = { name: 'torchvision v2, DataLoader of 2 workers', program: 'python' };

export const cases: readonly Case[] = [
	...(['f32', 'bf16'] as const).map((precision) => ({
		name: `matmul-${precision}`,
		title: `the machine’s own matrix product, ${precision}`,
		unit: 'GFLOP/s',
		better: 'more' as const,
		program: 'matmul',
		settings: {
			size: 2048,
			batch: 1,
			count: 5,
			precision,
			torch: precision === 'f32' ? 'float32' : 'bfloat16',
		},
		smoke: { size: 64, count: 2 },
		peers: [{ name: 'PyTorch', program: 'python' as const }],
		target: null,
	})),
	{
		name: 'step-small-f32',
		title: 'MMC step, ViT-S/16, 224 px, batch 8, f32',
		unit: 'ms',
		better: 'less',
		program: 'step',
		settings: small,
		smoke: micro,
		peers: [eager, compiled],
		target: 1.5,
	},
	bf16Step('step-small-bf16', 'ViT-S/16, 224 px, batch 8', small),
	{
		name: 'step-tiny-f32',
		title: 'MMC step, ViT-Ti/16, 96 px, batch 64, f32',
		unit: 'ms',
		better: 'less',
		program: 'step',
		settings: tiny,
		smoke: micro,
		peers: [eager, compiled],
		target: 1.5,
	},
	{
		name: 'input',
		title: 'input pipeline: two SiT views of 224 px, corruption',
		unit: 'photos/s',
		better: 'more',
		program: 'input',
		settings: { size: 224, batch: 32, count: 4 },
		smoke: { size: 32, batch: 2, count: 1 },
		peers: [torchvision],
		target: 3,
	},
	{
		name: 'engine',
		title: 'engine at image granularity',
		unit: '% of a plain loop',
		better: 'less',
		program: 'engine',
		settings: { size: 224, batch: 1, count: 50 },
		smoke: { size: 32, count: 2 },
		peers: [],
		target: null,
		limits: [{ what: 'overhead', unit: '% of a plain loop', fact: 'median', most: 1 }],
	},
	{
		name: 'empty-items',
		title: 'engine: a million empty items',
		unit: 's',
		better: 'less',
		program: 'empty-items',
		settings: { size: 0, batch: 100, count: 1e6 },
		smoke: { count: 1000 },
		peers: [],
		target: null,
		rounds: 1,
		limits: [{ what: 'time', unit: 's', fact: 'median', most: 30 }],
	},
	bf16Step('step-tiny-bf16', 'ViT-Ti/16, 96 px, batch 64', tiny),
	{
		name: 'training',
		title: 'training on photos, input included: ViT-Ti/16, 96 px, batch 64, f32',
		unit: 'photos/s',
		better: 'more',
		program: 'training',
		settings: { ...tiny, count: 6 },
		smoke: { ...micro, count: 2 },
		peers: [eager],
		target: 1.5,
		limits: [{ what: 'TensorFlow waits for input', unit: '% of the time', fact: 'waiting', most: 5 }],
	},
	{
		name: 'evaluation',
		title: 'features of a ViT-S/14 at 1,024 tokens, and exhaustive evaluation of four objects a photo',
		unit: 'ms a photo',
		better: 'less',
		program: 'evaluation',
		settings: { model: 'small', patch: 14, tokens: 1024, size: 448, batch: 1, count: 8 },
		smoke: { model: 'micro', tokens: 64, count: 1 },
		peers: [{ name: 'PyTorch and NumPy', program: 'python' }],
		target: 2,
	},
	{
		name: 'wasm',
		title: 'MMC step in WebAssembly, ViT-Ti/16, 96 px, batch 2',
		unit: 'ms',
		better: 'less',
		program: 'step',
		settings: { ...tiny, batch: 2, count: 1 },
		smoke: micro,
		peers: [{ name: 'stock tfjs wasm', program: 'node', settings: { stock: true } }],
		target: 5,
		limits: [{ what: 'rate', unit: 'GFLOP/s', fact: 'gflops', least: 10 }],
		env: { MMC_BACKEND: 'wasm' },
		rounds: 2,
	},
];

/** Step beside bf16 autocast; ours by the `options` of `pretrain`. */
function bf16Step(name: string, network: string, settings: Case['settings']): Case {
	return {
		name,
		title: `MMC step, ${network}, bf16`,
		unit: 'ms',
		better: 'less',
		program: 'step',
		settings,
		smoke: micro,
		peers: [eager, compiled].map((peer) => ({
			...peer,
			name: `${peer.name}, bf16`,
			settings: { ...peer.settings, precision: 'bf16' },
		})),
		target: 1.2,
		limits: [{ what: 'peak memory', unit: 'MB', fact: 'peakMB', most: 'peer' }],
		needsBf16: true,
	};
}
