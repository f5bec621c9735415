import { readFileSync } from 'node:fs';
import type { Augmentation } from '../../src/data/augment.js';

type Size = [width: number, height: number];

interface AugmentGolden {
	readonly crops: readonly {
		readonly seed: number;
		readonly width: number;
		readonly height: number;
		readonly scale: [number, number];
		readonly crops: readonly [left: number, top: number, width: number, height: number][];
	}[];
	readonly resized: readonly {
		readonly from: Size;
		readonly crop: [left: number, top: number, width: number, height: number];
		readonly size: number;
		readonly sha256: string;
	}[];
	readonly colours: readonly {
		readonly operation: string;
		readonly amount: number;
		readonly sha256: string;
	}[];
	readonly grayscale: string;
	readonly solarise: string;
	readonly flip: readonly { readonly size: Size; readonly sha256: string }[];
	readonly jitters: readonly { readonly seed: number; readonly sha256: string }[];
	readonly blurs: readonly { readonly sigma: number; readonly size: Size; readonly sha256: string }[];
	readonly augment: {
		readonly options: Augmentation;
		readonly views: readonly { readonly seed: number; readonly sha256: string }[];
	};
}

/** What `test/oracle/augment.py` computed. */
export const augmentGolden = read('augment.json') as AugmentGolden;

export function read(name: string): unknown {
	return JSON.parse(readFileSync(new URL(`../../fixtures/golden/${name}`, import.meta.url), 'utf8'));
}
