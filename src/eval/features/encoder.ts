import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { z } from 'zod';
import { openBackend } from '../../nn/backend/backend.js';
import { loadVit } from '../../nn/files/load-vit.js';
import { networkFile, networks } from '../../nn/files/network-file.js';
import { GraphFunction } from '../../nn/graph/graph-function.js';
import { type Tensor, tf } from '../../nn/tf/tf.js';
import { type VitConfig, type VitSize, vitConfig, vitSizes } from '../../nn/vit/config.js';
import { untrainedVit } from '../../nn/vit/init.js';
import { forwardVit, type VitOptions, type VitTokens } from '../../nn/vit/vit.js';
import type { Weights } from '../../nn/weights.js';
import { colourFeatures } from './colour.js';
import type { NetworkInput } from './network-input.js';
import { refuseOtherPreprocessing } from './preprocessing.js';

const sizes = Object.keys(vitSizes) as [VitSize];

/** Options of a network that encodes photos: its weights, its features and, if untrained, its architecture. */
export const encoderOptions = z.strictObject({
	weights: z
		.string()
		.min(1)
		.refine(
			(weights) => weights !== 'disc' && weights !== 'position',
			'it looks at no photo: take `colour` for a baseline',
		)
		.describe('a file of weights, the folder of a training run (its teacher), `untrained` or `colour`'),
	network: z.enum(networks).default('teacher').describe('network of a training run'),
	heads: z.int().min(1).optional().describe('attention heads, for a file that does not tell'),
	features: z
		.enum(['output', 'keys'])
		.default('output')
		.describe('features of the last block: its output, or its keys'),
	finalNorm: z.boolean().default(true).describe('apply the final LayerNorm to `output`'),
	size: z.enum(sizes).default('small').describe('size of the `untrained` network'),
	patch: z.int().min(1).max(64).default(16).describe('side of the `untrained` network’s patches in px'),
	imageSize: z.int().min(8).default(224).describe('image size of the `untrained` network’s positions, in px'),
	positions: z
		.enum(['learned', 'fixed'])
		.default('learned')
		.describe('positions of the `untrained` network: random, as an initial table, or sines and cosines'),
	positionBase: z
		.number()
		.gt(1)
		.default(10_000)
		.describe('base of the `untrained` network’s `fixed` positions, as in training'),
});

/** Parsed `encoderOptions`. */
export type EncoderOptions = z.output<typeof encoderOptions>;

/** Output of a network for one photo: vectors of any length. */
export interface Encoding {
	/** Class token; for `colour` the mean over the patches. */
	readonly cls: Float32Array | Float64Array;
	/** Rows × columns × dimensions, row-major. */
	readonly patches: Float32Array | Float64Array;
}

/** Converts network inputs into vectors. */
export interface Encoder extends Disposable {
	/** Side of a patch of the network's input in px. */
	readonly patch: number;
	/** Description of the network in `summary.json`. */
	readonly description: Readonly<Record<string, unknown>>;
	readonly encode: (input: NetworkInput) => Encoding;
}

/** Settings of how an encoder works. */
export interface EncoderUse {
	/**
	 * `true` if most photos have the size of earlier ones, so that recording a graph for each size pays: after some
	 * eight photos. It decides the last bits. Default: `false`.
	 */
	readonly sizesRecur?: boolean;
}

/** Side of a patch in px without a network: that of DINOv2, so that colour is measured on the same grid. */
const colourPatch = 14;

/**
 * Opens a network that converts normalised photos into a class token and patch features. `colour` gives each patch
 * its own colours.
 *
 * @throws {Error} when the weights cannot be read
 */
export async function openEncoder(
	options: EncoderOptions,
	{ sizesRecur = false }: EncoderUse = {},
): Promise<Encoder> {
	if (options.weights === 'colour') {
		return {
			patch: colourPatch,
			description: { weights: options.weights },
			encode: encodeColour,
			[Symbol.dispose]() {},
		};
	}

	await openBackend();
	const { features, finalNorm } = options;
	const { config, weights, description } = await openNetwork(options);
	const network = new PhotoNetwork(config, options, { sizesRecur });
	return {
		patch: config.patch,
		description: { ...description, features, finalNorm, config },
		encode: (input) => network.encode(weights, input),
		[Symbol.dispose]() {
			network[Symbol.dispose]();
			tf.dispose(weights);
		},
	};
}

/** Runs one photo at a time, with weights that may differ from call to call. */
export class PhotoNetwork implements Disposable {
	readonly #see: (seen: Seen) => { readonly tokens: VitTokens };
	readonly #graph: GraphFunction<Seen, { readonly tokens: VitTokens }>;

	constructor(
		readonly config: VitConfig,
		options: VitOptions,
		{ sizesRecur = false }: EncoderUse,
	) {
		const forward = ({ weights, photo }: Seen) => ({
			tokens: forwardVit(config, weights, photo.pixels, options),
		});
		this.#graph = new GraphFunction(forward);
		this.#see = sizesRecur ? (seen) => this.#graph.run(seen) : (seen) => tf.tidy(() => forward(seen));
	}

	encode(weights: Weights, { grid, pixels }: NetworkInput): Encoding {
		const { patch } = this.config;
		using photo = tf.tensor4d(pixels, [1, grid.rows * patch, grid.columns * patch, 3]);
		return readTokens(this.#see({ weights, photo: { pixels: photo } }).tokens);
	}

	[Symbol.dispose](): void {
		this.#graph[Symbol.dispose]();
	}
}

/** Everything that an encoding depends on. */
type Seen = { readonly weights: Weights; readonly photo: { readonly pixels: Tensor } };

interface Network {
	readonly config: VitConfig;
	readonly weights: Weights;
	readonly description: Readonly<Record<string, unknown>>;
}

async function openNetwork(options: EncoderOptions): Promise<Network> {
	if (options.weights === 'untrained') {
		const { size, patch, heads, imageSize, positions, positionBase } = options;
		const config = vitConfig(size, { patch, ...(heads && { heads }), imageSize, positions, positionBase });
		return { config, weights: untrainedVit(config), description: { weights: 'untrained' } };
	}

	// A training run stands for one of its two networks.
	const file = await networkFile(options.weights, options.network);
	await refuseOtherPreprocessing(file);
	const { heads } = options;
	const network = await loadVit(file, { network: options.network, config: heads ? { heads } : {} });
	return { ...network, description: { weights: file, sha256: await hashOf(file) } };
}

async function hashOf(file: string): Promise<string> {
	const hash = createHash('sha256');
	for await (const chunk of createReadStream(file)) hash.update(chunk);
	return hash.digest('hex');
}

/** Reads the tokens. Must not be called within `tidy`, which would search every number of the result for tensors. */
function readTokens({ cls, patches }: VitTokens): Encoding {
	try {
		return { cls: cls.dataSync<'float32'>(), patches: patches.dataSync<'float32'>() };
	} finally {
		tf.dispose([cls, patches]);
	}
}

function encodeColour({ grid, pixels }: NetworkInput): Encoding {
	const { values, dimensions } = colourFeatures(pixels, colourPatch, grid);
	const cls = new Float64Array(dimensions);
	const share = dimensions / values.length;
	for (let i = 0; i < values.length; i++) cls[i % dimensions]! += values[i]! * share;
	return { cls, patches: values };
}
