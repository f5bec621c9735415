import { tf } from '../tf/tf.js';
import { type VitConfig, vitShapes } from '../vit/config.js';
import { sincosPositions } from '../vit/position.js';
import type { Weights } from '../weights.js';
import { checkConfigBeside, configBeside } from './config-beside.js';
import { inferVitConfig } from './infer-config.js';
import { networkFile } from './network-file.js';
import { openTensors } from './open-tensors.js';
import { checkConstants } from './published-constants.js';
import { readFinite } from './read-finite.js';
import { list, type Stack, type StackedTensors, stackTensors } from './stacked-tensors.js';
import type { TensorFile } from './tensor-file.js';

/** Settings of `loadVit`. */
export interface LoadOptions {
	/** Network of a checkpoint that holds two. Default: `teacher`. */
	readonly network?: 'student' | 'teacher' | undefined;
	/** Settings that the file does not contain, such as `heads` of an unusual width, or how positions are resized. */
	readonly config?: Partial<VitConfig> | undefined;
}

/** A vision transformer read from a file: its architecture and its weights. */
export interface LoadedVit {
	readonly config: VitConfig;
	/** Weights; the caller disposes of them. */
	readonly weights: Weights;
}

/**
 * Loads a vision transformer as published: timm; transformers (ViT, MAE, MSN, DINOv2 with and without registers,
 * DINOv3); checkpoints of DINO, iBOT, MoCo v3, MAE, SiT, MC-SSL, DINOv2, DINOv3, DeiT; and this project's own.
 * The architecture is read from names and shapes, see `inferVitConfig`.
 *
 * @param source a safetensors or PyTorch file, a training run's folder, or one with `model.safetensors` or
 * `pytorch_model.bin` and `config.json`
 * @throws {Error} naming the file, and the tensors that are missing, unexpected, of another shape or not finite; or the
 * field of `config.json` that contradicts them
 */
export async function loadVit(source: string, options: LoadOptions = {}): Promise<LoadedVit> {
	const network = options.network ?? 'teacher';
	const path = await networkFile(source, network);
	try {
		const file = await openTensors(path);
		return await readVit(file, network, options.config).finally(() => file.close());
	} catch (error) {
		throw naming(path, error as Error);
	}
}

async function readVit(
	file: TensorFile,
	network: NonNullable<LoadOptions['network']>,
	changes: LoadOptions['config'],
): Promise<LoadedVit> {
	const found = stackTensors(file, network);
	const { prefix, stacks, unexpected } = found;
	const shapes = new Map([...stacks].map(([name, stack]) => [name, shapeOf(file, name, stack)]));
	refuseWithoutBlocks(file.path, shapes, unexpected);
	refuseRegisterPositions(file, found);
	const beside = await configBeside(file.path);
	const hasMocoTable = await holdsMocoTable(file, found, shapes);
	const config = inferVitConfig(file, shapes, { prefix, huggingFace: beside?.fields, hasMocoTable }, changes);
	checkTensors(file.path, config, shapes, unexpected);
	await checkConstants(file, prefix, config);
	if (beside) checkConfigBeside(beside, config, biasesIn(stacks));
	return { config, weights: await readWeights(file, config, stacks) };
}

/** Names the file in an error that does not begin with it. */
function naming(path: string, cause: Error): Error {
	if (cause.message.startsWith('`')) return cause;
	const isJavaScripts = cause instanceof TypeError || cause instanceof SyntaxError;
	const message = isJavaScripts
		? `can't be read as weights; fetch it again (${cause.message})`
		: cause.message;
	return new Error(`\`${path}\`${isJavaScripts ? '' : ':'} ${message}`, { cause });
}

function biasesIn(stacks: StackedTensors['stacks']) {
	const parts = stacks.get('blocks.0.attn.qkv.bias')?.length ?? 0;
	return { hasBias: parts > 0, hasKeyBias: parts === 1 || parts === 3 };
}

/** Refuses names of blocks that are not understood before sizes are read from them. */
function refuseWithoutBlocks(
	path: string,
	shapes: ReadonlyMap<string, readonly number[]>,
	unexpected: readonly string[],
): void {
	const missing = ['patch_embed.proj.weight', 'blocks.0.norm1.weight', 'blocks.0.mlp.fc2.weight'].filter(
		(name) => !shapes.has(name),
	);
	if (missing.length === 0) return;
	const shard = /-\d+-of-\d+\./.test(path) ? '; it is one of several shards' : '';
	throw new Error(
		`\`${path}\` holds a \`cls_token\`, but not the ViT that belongs to it${shard}\n- missing: ${list(missing)}\n` +
			`- unexpected: ${list(unexpected)}\nGive a file of a plain ViT`,
	);
}

/** Refuses a position table with rows for registers, which could be taken for one of a larger grid. */
function refuseRegisterPositions({ path, tensors }: TensorFile, { stacks }: StackedTensors): void {
	const rowsOf = (name: string) => tensors.get(stacks.get(name)?.[0]?.file ?? '')?.shape[1] ?? 0;
	const [rows, registers] = [rowsOf('pos_embed'), rowsOf('reg_token')];
	const patches = rows - 1 - registers;
	if (registers === 0 || patches < 1 || !Number.isInteger(Math.sqrt(patches))) return;
	throw new Error(
		`\`${path}\`: \`pos_embed\` has ${rows} rows, which may be ${patches} patches, CLS and ${registers} registers; ` +
			'positions of registers are not supported',
	);
}

/** Returns `true` if the table is that of MoCo v3, which its ViT-S can be told by where no prefix does. */
async function holdsMocoTable(
	file: TensorFile,
	{ stacks }: StackedTensors,
	shapes: ReadonlyMap<string, readonly number[]>,
): Promise<boolean> {
	const [, rows = 0, width = 0] = shapes.get('pos_embed') ?? [];
	const side = Math.sqrt(rows - 1);
	const stack = stacks.get('pos_embed');
	if (file.metadata.vit || width !== 384 || !Number.isInteger(side) || stack?.length !== 1) return false;
	const table = await file.read(stack[0]!.file);
	const expected = sincosPositions(width, side);
	return table.length === expected.length && table.every((value, i) => Math.abs(value - expected[i]!) < 1e-3);
}

/** Shape of our tensor made from a stack, with two differences of convention removed. */
function shapeOf({ tensors }: TensorFile, name: string, stack: Stack): readonly number[] {
	const shapes = stack.map((part) => tensors.get(part.file)!.shape);
	const [first = 0, ...rest] = shapes[0]!;
	// DINOv3 has no bias on keys.
	if (name.endsWith('.attn.qkv.bias') && stack.length === 2) return [3 * first];
	// timm leaves CLS out of the table where there are registers.
	if (name === 'pos_embed' && Number.isInteger(Math.sqrt(rest[0]!))) return [first, 1 + rest[0]!, rest[1]!];
	return [shapes.reduce((sum, shape) => sum + shape[0]!, 0), ...rest];
}

function checkTensors(
	file: string,
	config: VitConfig,
	shapes: ReadonlyMap<string, readonly number[]>,
	unknown: readonly string[],
): void {
	const expected = vitShapes(config);
	const hasBiases = [...shapes.keys()].some(isBiasOfAttention);
	const isOptional = (name: string) => isBiasOfAttention(name) && !hasBiases;
	const missing = [...expected.keys()].filter((name) => !shapes.has(name) && !isOptional(name));
	const unexpected = [...unknown, ...[...shapes.keys()].filter((name) => !expected.has(name))];
	const misshapen = [...expected].flatMap(([name, shape]) => {
		const found = shapes.get(name) ?? shape;
		return String(found) === String(shape) ? [] : `\`${name}\` is [${found}], not [${shape}]`;
	});
	const troubles = [
		missing.length > 0 && `missing: ${list(missing)}`,
		unexpected.length > 0 && `unexpected: ${list(unexpected)}`,
		misshapen.length > 0 && `of another shape: ${misshapen.slice(0, 8).join(', ')}`,
	].filter(Boolean);
	if (troubles.length === 0) return;
	const { width, depth, patch } = config;
	throw new Error(
		`\`${file}\` does not hold the ViT it seems to be (${width} wide, ${depth} deep, patch ${patch}).\n  ${troubles.join('\n  ')}\nFetch it again, or give a file of a plain ViT.`,
	);
}

/**
 * Returns `true` if a tensor may be missing: timm's DINOv3 leaves the bias of the query, key and value projection out
 * if it is zero.
 */
function isBiasOfAttention(name: string): boolean {
	return name.endsWith('.attn.qkv.bias');
}

async function readWeights(
	file: TensorFile,
	config: VitConfig,
	stacks: ReadonlyMap<string, Stack>,
): Promise<Weights> {
	const weights: Record<string, Weights[string]> = {};
	try {
		for (const [name, shape] of vitShapes(config)) {
			weights[name] = tf.tensor(await readStack(file, name, shape, stacks.get(name)), [...shape]);
		}
		return weights;
	} catch (error) {
		tf.dispose(weights);
		throw error;
	}
}

async function readStack(
	file: TensorFile,
	name: string,
	shape: readonly number[],
	stack: Stack = [],
): Promise<Float32Array> {
	const parts = await Promise.all(stack.map((part) => readFinite(file, part.file)));
	const size = shape.reduce((product, side) => product * side);
	if (parts.length === 1 && parts[0]!.length === size && !maskedBias(file, stack)) return parts[0]!;
	const values = new Float32Array(size);
	let offset = name === 'pos_embed' ? size - parts[0]!.length : 0;
	stack.forEach(({ part }, i) => {
		if (name.endsWith('.attn.qkv.bias')) offset = (part * size) / 3;
		values.set(parts[i]!, offset);
		offset += parts[i]!.length;
	});
	return maskedBias(file, stack) ? values.fill(0, size / 3, (2 * size) / 3) : values;
}

/** Returns `true` if a bias is masked: DINOv3's own files hold a bias on keys, and a mask that removes it. */
function maskedBias({ tensors }: TensorFile, stack: Stack): boolean {
	return stack.some((part) => tensors.has(`${part.file}_mask`));
}
