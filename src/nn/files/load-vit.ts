import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { tf } from '../tf/tf.js';
import { type VitConfig, vitShapes } from '../vit/config.js';
import type { Weights } from '../weights.js';
import { type HuggingFaceConfig, inferVitConfig } from './infer-config.js';
import { openTensors } from './open-tensors.js';
import { list, type Stack, stackTensors } from './stacked-tensors.js';
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
 * @param source a safetensors or PyTorch file, or a folder with `model.safetensors` and `config.json`
 * @throws {Error} naming the tensors that are missing, unexpected, or of another shape
 */
export async function loadVit(source: string, options: LoadOptions = {}): Promise<LoadedVit> {
	const file = await openTensors(await fileIn(source));
	try {
		const { prefix, stacks, unexpected } = stackTensors(file, options.network ?? 'teacher');
		const shapes = new Map([...stacks].map(([name, stack]) => [name, shapeOf(file, name, stack)]));
		const huggingFace = await configBeside(file.path);
		const config = inferVitConfig(file, shapes, { prefix, huggingFace }, options.config);
		checkTensors(file.path, config, shapes, unexpected);
		return { config, weights: await readWeights(file, config, stacks) };
	} finally {
		await file.close();
	}
}

async function fileIn(source: string): Promise<string> {
	return (await stat(source)).isDirectory() ? path.join(source, 'model.safetensors') : source;
}

async function configBeside(file: string): Promise<HuggingFaceConfig | undefined> {
	if (!/^(model\.safetensors|pytorch_model\.bin)$/.test(path.basename(file))) return undefined;
	const text = await readFile(path.join(path.dirname(file), 'config.json'), 'utf8').catch((error) => {
		if (error.code === 'ENOENT') return undefined;
		throw error;
	});
	return text === undefined ? undefined : JSON.parse(text);
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
function isOptional(name: string): boolean {
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
	const parts = await Promise.all(stack.map((part) => file.read(part.file)));
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
