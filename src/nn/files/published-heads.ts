/** Attention heads of the published sizes, which neither names nor shapes tell. */
import type { VitConfig } from '../vit/config.js';

/**
 * Heads by width of timm's `vit_*`, MAE, DeiT III, DINO, iBOT, MSN and DINOv2: ViT-Ti 3, S 6, B 12, L 16, H 16, g 16 or
 * 24, G 16.
 */
const learnedHeads: ReadonlyMap<number, number> = new Map([
	[192, 3],
	[256, 4],
	[320, 5],
	[384, 6],
	[512, 8],
	[640, 10],
	[768, 12],
	[832, 13],
	[896, 14],
	[1024, 16],
	[1280, 16],
	[1408, 16],
	[1536, 24],
	[1664, 16],
]);

/** Heads by width of DINOv3: ViT-S 6, B 12, L 16, H+ 20, 7B 32. */
const rotaryHeads: ReadonlyMap<number, number> = new Map([
	[384, 6],
	[768, 12],
	[1024, 16],
	[1280, 20],
	[4096, 32],
]);

/** Heads of MoCo v3's ViT-S, whose heads are 32 wide. */
const mocoSmallHeads = 12;

/** Facts about a file from which its heads follow. */
export interface HeadFacts extends Pick<VitConfig, 'width' | 'mlpWidth'> {
	readonly isRotary: boolean;
	/** `true` if names or the position table are those of MoCo v3. */
	readonly isMocoV3: boolean;
}

/** Returns the heads of the published network of these sizes; `undefined` if there is none. */
export function publishedHeads({ width, mlpWidth, isRotary, isMocoV3 }: HeadFacts): number | undefined {
	if (isMocoV3 && width === 384) return mocoSmallHeads;
	// The ViT-S of timm before 2021, three times as wide inside, scales its products in another way.
	if (width === 768 && mlpWidth === 3 * width) return undefined;
	return (isRotary ? rotaryHeads : learnedHeads).get(width);
}
