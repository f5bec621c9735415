/** What is measured, beside what, and what it has to reach. */
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
	/** The same case small enough to take a second. */
	readonly smoke: Partial<Settings>;
	readonly peers: readonly Peer[];
	/** How much better than the best peer ours has to be; null where there is nothing to reach. */
	readonly target: number | null;
	readonly limits?: readonly Limit[];
	/** Slices, where fewer than the others are enough. */
	readonly rounds?: number;
}

const torchvision: Peer = { name: 'torchvision v2, DataLoader of 2 workers', program: 'python' };

export const cases: readonly Case[] = [
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
		title: 'engine overhead at image granularity',
		unit: 'photos/s of CPU time',
		better: 'more',
		program: 'engine',
		settings: { size: 224, batch: 1, count: 100 },
		smoke: { size: 32, count: 2 },
		peers: [{ name: 'plain loop', program: 'node', settings: { plain: true } }],
		target: 0.99,
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
];
