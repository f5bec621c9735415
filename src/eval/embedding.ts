import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { z } from 'zod';
import type { Image } from '../data/image.js';
import { normalise } from '../data/normalise.js';
import { resizeAntialiased } from '../data/resize.js';
import { openBackend } from '../nn/backend.js';
import { loadVit } from '../nn/load-vit.js';
import { tf } from '../nn/tf.js';
import { forwardVit } from '../nn/vit.js';
import { type VitConfig, type VitSize, vitConfig, vitSizes } from '../nn/vit-config.js';
import { untrainedVit } from '../nn/vit-init.js';
import type { Weights } from '../nn/weights.js';
import { networkFile, networks } from '../run/network-file.js';
import { colourFeatures } from './baselines.js';
import type { FeatureGrid, Grid } from './items.js';
import { unitFeatures } from './similarity.js';

const sizes = Object.keys(vitSizes) as [VitSize];

export const modelOptions = z.strictObject({
	weights: z
		.string()
		.min(1)
		.describe(
			'a file of weights, the folder of a training run (its teacher), `untrained`, `colour` or `disc`',
		),
	network: z.enum(networks).default('teacher').describe('which network of a training run'),
	features: z
		.enum(['output', 'keys'])
		.default('output')
		.describe('of the last block: its output, or its keys'),
	finalNorm: z.boolean().default(true).describe('whether `output` passes the final LayerNorm'),
	tokens: z
		.int()
		.min(4)
		.max(65_536)
		.default(1024)
		.describe('patches a photo is squeezed to, a square number'),
	size: z.enum(sizes).default('small').describe('of the `untrained` network'),
	patch: z.int().min(1).max(64).default(16).describe('of the `untrained` network, in px'),
	imageSize: z
		.int()
		.min(8)
		.default(224)
		.describe('that the `untrained` network’s positions are made for, in px'),
});

export type ModelOptions = z.output<typeof modelOptions>;

/** Turns photos into one feature vector a patch. */
export interface Embedder extends Disposable {
	readonly grid: Grid;
	/** Side of a patch of the network's input in px. */
	readonly patch: number;
	/** What `summary.json` tells of it. */
	readonly description: Readonly<Record<string, unknown>>;
	/** Each vector of unit length. The whole photo is squeezed to a square; evaluation.md rules 2–4. */
	readonly embed: (image: Image) => FeatureGrid;
}

/** Pixels a patch where there is no network: those of DINOv2's, so that colour is measured on the same grid. */
const colourPatch = 14;

/**
 * @throws {RangeError} when `tokens` is not a square number
 * @throws {Error} when the weights cannot be read
 */
export async function openEmbedder(options: ModelOptions): Promise<Embedder> {
	const side = Math.sqrt(options.tokens);
	if (!Number.isInteger(side)) {
		const [below, above] = [Math.floor(side) ** 2, Math.ceil(side) ** 2];
		throw new RangeError(
			`\`model.tokens\` must be a square number, got ${options.tokens}: try ${below} or ${above}`,
		);
	}

	const grid = { rows: side, columns: side };
	if (options.weights === 'colour' || options.weights === 'disc') {
		return {
			grid,
			patch: colourPatch,
			description: { weights: options.weights },
			embed: (image) => colourFeatures(networkInput(image, side * colourPatch), colourPatch, grid),
			[Symbol.dispose]() {},
		};
	}

	await openBackend();
	const { features, finalNorm } = options;
	const { config, weights, description } = await openNetwork(options);
	return {
		grid,
		patch: config.patch,
		description: { ...description, features, finalNorm, config },
		embed: (image) => unitFeatures(networkFeatures(config, weights, image, side, options), grid),
		[Symbol.dispose]: () => tf.dispose(weights),
	};
}

interface Network {
	readonly config: VitConfig;
	readonly weights: Weights;
	readonly description: Readonly<Record<string, unknown>>;
}

async function openNetwork(options: ModelOptions): Promise<Network> {
	if (options.weights === 'untrained') {
		const config = vitConfig(options.size, { patch: options.patch, imageSize: options.imageSize });
		return { config, weights: untrainedVit(config), description: { weights: 'untrained' } };
	}

	// A training run stands for one of the two networks it has written.
	const file = await networkFile(options.weights, options.network);
	const network = await loadVit(file, { network: options.network });
	return { ...network, description: { weights: file, sha256: await hashOf(file) } };
}

async function hashOf(file: string): Promise<string> {
	const hash = createHash('sha256');
	for await (const chunk of createReadStream(file)) hash.update(chunk);
	return hash.digest('hex');
}

function networkInput(image: Image, size: number): Float32Array {
	const input = new Float32Array(size * size * 3);
	normalise(resizeAntialiased(image, size, size), input);
	return input;
}

function networkFeatures(
	config: VitConfig,
	weights: Weights,
	image: Image,
	side: number,
	options: ModelOptions,
): Float32Array {
	const size = side * config.patch;
	const { features, finalNorm } = options;
	// Not read within `tidy`, which would look for tensors in every number of what is returned.
	const patches = tf.tidy(() => {
		const input = tf.tensor4d(networkInput(image, size), [1, size, size, 3]);
		return forwardVit(config, weights, input, { features, finalNorm }).patches;
	});
	const values = patches.dataSync<'float32'>();
	patches.dispose();
	return values;
}
