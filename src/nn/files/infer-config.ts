import { checkVitConfig, type PositionResize, type VitConfig } from '../vit/config.js';
import { publishedHeads } from './published-heads.js';
import type { JsonTable } from './read-json.js';
import type { TensorFile } from './tensor-file.js';
import { parseVitMetadata } from './vit-metadata.js';

/** Hints from outside the tensors' shapes. */
export interface FileHints {
	/** Prefix of our names in the file, such as `module.base_encoder.`. */
	readonly prefix: string;
	/** Fields of the `config.json` that transformers writes beside the weights. */
	readonly huggingFace?: JsonTable | undefined;
	/** `true` if the position table holds the sines and cosines of MoCo v3. */
	readonly hasMocoTable?: boolean | undefined;
}

/**
 * The architecture of weights with these names and shapes, by our names. Where shapes do not tell:
 * - this project's own files carry the whole configuration in their metadata, under `vit`;
 * - heads are those of the published network of these sizes, see `publishedHeads`;
 * - positions are fixed in MoCo v3 and MAE, rotary where there is no table (DINOv3);
 * - with registers, tables are resized as DINOv2 does there, by antialiased bicubic;
 * - ε is 1e-6, but 1e-5 in DINOv3.
 * `config.json` overrules heads and ε, and `changes` everything.
 *
 * @throws {Error} naming the file, when heads are unknown, or when the sizes do not fit each other or the file
 */
export function inferVitConfig(
	file: TensorFile,
	shapes: ReadonlyMap<string, readonly number[]>,
	hints: FileHints,
	changes: Partial<VitConfig> = {},
): VitConfig {
	const { path, metadata } = file;
	const found = metadata.vit
		? parseVitMetadata(path, metadata.vit)
		: { ...fromShapes(shapes), ...fromConventions(shapes, file, hints) };
	const { heads, ...rest } = { ...found, ...changes };
	if (heads === undefined) {
		throw new Error(
			`\`${path}\` does not tell its number of attention heads, and no published network is ${found.width} wide ` +
				'in this way: give it by `model.heads`, `mmc export --heads`, or `config.heads` of `loadVit`',
		);
	}
	const config = { ...rest, heads };
	if (config.depth > shapes.size) {
		throw new Error(
			`\`${path}\` would be ${config.depth} blocks deep, but has ${shapes.size} tensors; the file is damaged, fetch it again`,
		);
	}
	checkVitConfig(config);
	return config;
}

type Shapes = ReadonlyMap<string, readonly number[]>;

function fromShapes(shapes: Shapes) {
	const side = (name: string, axis: number) => shapes.get(name)?.[axis] ?? 0;
	let depth = 0;
	for (const name of shapes.keys()) {
		const [, block] = /^blocks\.(\d+)\./.exec(name) ?? [];
		if (block !== undefined) depth = Math.max(depth, Number(block) + 1);
	}
	const [patch, mlpWidth] = [side('patch_embed.proj.weight', 2), side('blocks.0.mlp.fc2.weight', 1)];
	const grid = shapes.has('pos_embed') ? Math.round(Math.sqrt(side('pos_embed', 1) - 1)) : 14;
	return {
		width: side('cls_token', 2),
		depth,
		patch,
		imageSize: patch * grid,
		mlpWidth,
		registers: side('reg_token', 1),
		layerScale: shapes.has('blocks.0.ls1.gamma'),
		mlp: side('blocks.0.mlp.fc1.weight', 0) === 2 * mlpWidth ? 'swiglu' : 'gelu',
	} as const;
}

function fromConventions(
	shapes: Shapes,
	{ path, tensors }: TensorFile,
	{ prefix, huggingFace, hasMocoTable = false }: FileHints,
) {
	const isRotary = !shapes.has('pos_embed');
	const isMocoV3 = hasMocoTable || /(base|momentum)_encoder\.$/.test(prefix);
	const isMae = [...tensors.keys()].some((name) => name.endsWith('decoder_pos_embed'));
	const positionResize: PositionResize = shapes.has('reg_token') ? 'bicubic-antialias' : 'bicubic';
	const { width, mlpWidth } = fromShapes(shapes);
	const stated = (field: string) => positiveOf(path, field, huggingFace?.get(field));
	return {
		heads: stated('num_attention_heads') ?? publishedHeads({ width, mlpWidth, isRotary, isMocoV3 }),
		epsilon: stated('layer_norm_eps') ?? (isRotary ? 1e-5 : 1e-6),
		positions: isRotary ? 'rotary' : isMocoV3 || isMae ? 'fixed' : 'learned',
		positionResize,
	} as const;
}

function positiveOf(path: string, field: string, value: unknown): number | undefined {
	if (value === undefined || (typeof value === 'number' && value > 0)) return value;
	throw new Error(
		`\`${path}\`: the \`config.json\` beside it says \`${field}\` ${JSON.stringify(value)}; it must be a positive number`,
	);
}
