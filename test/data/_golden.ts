import { readFileSync } from 'node:fs';
import type { CorruptionOptions } from '../../src/data/corruption/gmml.js';
import type { Augmentation } from '../../src/data/views/augment.js';

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
		readonly interpolation: 'bicubic' | 'bilinear';
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
	readonly augment: GoldenViews;
	readonly augmentAsMocoV3: GoldenViews;
}

interface GoldenViews {
	readonly options: Augmentation;
	readonly views: readonly { readonly seed: number; readonly sha256: string }[];
}

/** Of a share of the pixels or patches, over many draws. */
interface Spread {
	readonly mean: number;
	readonly deviation: number;
}

interface CorruptionStatistics extends Readonly<Record<'pixels' | 'whole' | 'partly', Spread>> {
	readonly ratio: number;
	readonly align: number;
	readonly draws: number;
}

interface MaskGolden {
	readonly corruptions: readonly (Omit<CorruptionOptions, 'foreign'> & {
		readonly foreign: boolean;
		readonly size: number;
		readonly seed: number;
		readonly mask: string;
		readonly donor: number;
	})[];
	readonly blocks: readonly { height: number; width: number; ratio: number; seed: number; mask: string }[];
	readonly statistics: {
		readonly corruption: readonly CorruptionStatistics[];
		/** Of iBOT's masks: how many mask anything, and the share of the patches that these mask. */
		readonly tokens: { readonly draws: number; readonly masked: number; readonly share: Spread };
	};
}

/** What `test/oracle/augment.py` computed. */
export const augmentGolden = read('augment.json') as AugmentGolden;

/** What `test/oracle/masks.py` computed. */
export const maskGolden = read('masks.json') as MaskGolden;

/** How far the mean of `values` is from that of a reference of `draws` draws, in standard errors of the difference. */
export function standardErrors(
	values: readonly number[],
	{ mean, deviation }: Spread,
	draws: number,
): number {
	const own = values.reduce((sum, value) => sum + value / values.length, 0);
	const error = deviation * Math.sqrt(1 / values.length + 1 / draws);
	return own === mean ? 0 : Math.abs(own - mean) / error;
}

export function read(name: string): unknown {
	return JSON.parse(readFileSync(new URL(`../../fixtures/golden/${name}`, import.meta.url), 'utf8'));
}
