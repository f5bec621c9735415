/** Interpolation of a position table for another grid. See `position.ts`. */
export type PositionResize = 'bicubic' | 'bicubic-offset' | 'bicubic-antialias';

/** Architecture of a vision transformer (arXiv 2010.11929): all that the forward pass needs beside weights. */
export interface VitConfig {
	/** Length of a token, D. */
	readonly width: number;
	/** Number of blocks. */
	readonly depth: number;
	/** Attention heads of a block; they divide `width`. */
	readonly heads: number;
	/** Side of a patch in pixels, P. */
	readonly patch: number;
	/** Side in pixels of the square images whose patch grid the position table was made for. */
	readonly imageSize: number;
	/** Length of the hidden layer of a block's perceptron; 4 · width in most models. */
	readonly mlpWidth: number;
	/** Added to the variance in every LayerNorm. */
	readonly epsilon: number;
	/**
	 * `learned`: a table `pos_embed`. `fixed`: the same, never trained (MoCo v3, MAE).
	 * `rotary`: no table, queries and keys are turned instead (DINOv3).
	 */
	readonly positions: 'learned' | 'fixed' | 'rotary';
	/**
	 * Base of `fixed` positions as drawn: their slowest wave turns by 1 radian in about as many patches. Default:
	 * 10000.
	 */
	readonly positionBase?: number | undefined;
	readonly positionResize: PositionResize;
	/** Register tokens between CLS and the patches (arXiv 2309.16588). */
	readonly registers: number;
	/**
	 * `true` if each residual branch is multiplied by a learned vector `ls1.gamma`, `ls2.gamma` (arXiv 2103.17239).
	 */
	readonly layerScale: boolean;
	/** `swiglu`: w₂(silu(a) · b), a and b the halves of `mlp.fc1` (arXiv 2002.05202). */
	readonly mlp: 'gelu' | 'swiglu';
}

/**
 * Width, depth and heads of the named sizes. `micro` is this project's own, for machines with few cores, and
 * `small-12-heads` MoCo v3's.
 */
export const vitSizes = {
	micro: { width: 128, depth: 4, heads: 4 },
	tiny: { width: 192, depth: 12, heads: 3 },
	small: { width: 384, depth: 12, heads: 6 },
	'small-12-heads': { width: 384, depth: 12, heads: 12 },
	base: { width: 768, depth: 12, heads: 12 },
	large: { width: 1024, depth: 24, heads: 16 },
} as const;

/** Name of a size of ViT, such as `small`: width, depth and heads. */
export type VitSize = keyof typeof vitSizes;

/**
 * The plain ViT of a named size, as DINO, iBOT and SiT train it; `changes` overrides any field.
 *
 * @throws {RangeError} when the sizes do not fit each other
 */
export function vitConfig(size: VitSize, changes: Partial<VitConfig> = {}): VitConfig {
	const config: VitConfig = {
		...vitSizes[size],
		patch: 16,
		imageSize: 224,
		mlpWidth: 4 * (changes.width ?? vitSizes[size].width),
		epsilon: 1e-6,
		positions: 'learned',
		positionResize: 'bicubic',
		registers: 0,
		layerScale: false,
		mlp: 'gelu',
		...changes,
	};
	checkVitConfig(config);
	return config;
}

/** @throws {RangeError} naming the first field that does not fit */
export function checkVitConfig({
	width,
	depth,
	heads,
	patch,
	imageSize,
	mlpWidth,
	positions,
}: VitConfig): void {
	for (const [name, value] of Object.entries({ width, depth, heads, patch, imageSize, mlpWidth })) {
		if (!Number.isInteger(value) || value < 1) {
			throw new RangeError(`ViT: \`${name}\` must be a positive integer, got \`${value}\``);
		}
	}
	if (width % heads !== 0) {
		throw new RangeError(
			`ViT: \`width\` ${width} is not a multiple of \`heads\` ${heads}; choose heads that divide it`,
		);
	}
	if (imageSize % patch !== 0) {
		throw new RangeError(`ViT: \`imageSize\` ${imageSize} is not a multiple of \`patch\` ${patch}`);
	}
	if (positions === 'rotary' && (width / heads) % 4 !== 0) {
		throw new RangeError(
			`ViT: rotary positions need a head width that is a multiple of 4, got ${width / heads}`,
		);
	}
}

/** Patches along one side of the position table. */
export function gridSide({ imageSize, patch }: VitConfig): number {
	return imageSize / patch;
}

/** Name and shape of every tensor of the network: timm's names, PyTorch's [out, in] layout. */
export function vitShapes(config: VitConfig): ReadonlyMap<string, readonly number[]> {
	const { width, depth, patch, positions, registers } = config;
	const shapes = new Map<string, readonly number[]>([['cls_token', [1, 1, width]]]);
	if (positions !== 'rotary') shapes.set('pos_embed', [1, 1 + gridSide(config) ** 2, width]);
	if (registers > 0) shapes.set('reg_token', [1, registers, width]);
	shapes.set('patch_embed.proj.weight', [width, 3, patch, patch]);
	shapes.set('patch_embed.proj.bias', [width]);
	for (let block = 0; block < depth; block++) {
		for (const [name, shape] of blockShapes(config)) shapes.set(`blocks.${block}.${name}`, shape);
	}
	shapes.set('norm.weight', [width]);
	shapes.set('norm.bias', [width]);
	return shapes;
}

function blockShapes({ width, mlpWidth, layerScale, mlp }: VitConfig): [string, number[]][] {
	const into = mlp === 'swiglu' ? 2 * mlpWidth : mlpWidth;
	const scale = (name: string): [string, number[]][] => (layerScale ? [[`${name}.gamma`, [width]]] : []);
	return [
		['norm1.weight', [width]],
		['norm1.bias', [width]],
		['attn.qkv.weight', [3 * width, width]],
		['attn.qkv.bias', [3 * width]],
		['attn.proj.weight', [width, width]],
		['attn.proj.bias', [width]],
		...scale('ls1'),
		['norm2.weight', [width]],
		['norm2.bias', [width]],
		['mlp.fc1.weight', [into, width]],
		['mlp.fc1.bias', [into]],
		['mlp.fc2.weight', [width, mlpWidth]],
		['mlp.fc2.bias', [width]],
		...scale('ls2'),
	];
}

/** Returns `true` if training changes the tensor: a fixed position table stays as it is. */
export function isTrained({ positions }: VitConfig, name: string): boolean {
	return !(positions === 'fixed' && name === 'pos_embed');
}
