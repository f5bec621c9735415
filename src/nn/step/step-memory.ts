import { headShapes, type NetworkConfig } from '../heads/networks.js';
import { vitShapes } from '../vit/config.js';

/** Sizes that the memory of a training step depends on. */
export interface StepSizes {
	/** Photos a step. */
	readonly batchSize: number;
	/** Photos computed at once. Default: all. */
	readonly microBatch?: number | undefined;
	/** Side of the two views of a photo in px. */
	readonly size: number;
	/** Number and side in px of the local views of a photo. */
	readonly local: { readonly count: number; readonly size: number };
	/** `true` if activations of blocks are computed again. */
	readonly checkpointing?: boolean | undefined;
}

/** Bytes of a process without networks: Node, TensorFlow, its compiled graphs, and photos ahead. */
const processBytes = 600e6;
const float = 4;
/** Arrays of the tokens' size that the tape keeps of a block, and arrays of attention's. */
const [tokenArrays, attentionArrays] = [16, 2];
/** Arrays of the hidden layer's size that the tape keeps of a head. */
const headArrays = 8;
/** Student, teacher, gradients and the optimiser's two moments. */
const copies = 5;

/**
 * Estimates the greatest resident memory of a process that trains on the CPU, in bytes: the networks with all that
 * goes along with them, and what the tape keeps of the photos computed at once.
 */
export function stepMemory(network: NetworkConfig, sizes: StepSizes): number {
	const { batchSize, microBatch = batchSize, size, local } = sizes;
	const atOnce = Math.min(batchSize, microBatch);
	const views = 2 * size ** 2 + local.count * local.size ** 2;
	// In parts, views wait as they came, and so do the teacher's tokens.
	const waiting =
		atOnce < batchSize ? 2 * 3 * views + float * 2 * patchesOf(network, size) * network.vit.width : 0;
	// Gradients are then summed up beside those of a part.
	const held = (copies + Number(atOnce < batchSize)) * float * parametersOf(network).all;
	return processBytes + held + batchSize * waiting + atOnce * photoMemory(network, sizes);
}

/** Returns the number of parameters of the student: of its backbone, and with its heads. */
export function parametersOf(network: NetworkConfig): { readonly backbone: number; readonly all: number } {
	const count = (shapes: Iterable<readonly number[]>) =>
		[...shapes].reduce((sum, shape) => sum + shape.reduce((product, side) => product * side, 1), 0);
	const backbone = count(vitShapes(network.vit).values());
	return { backbone, all: backbone + count(Object.values(headShapes(network))) };
}

/** Bytes that the tape keeps of a photo. */
function photoMemory(network: NetworkConfig, { size, local, checkpointing = false }: StepSizes): number {
	const { width, depth, heads } = network.vit;
	const { prototypeHead } = network;
	const ofView = (side: number) => {
		const tokens = patchesOf(network, side) + 1;
		const block = tokens * (tokenArrays * width + attentionArrays * heads * tokens);
		const blocks = checkpointing ? block + depth * tokens * width : depth * block;
		return blocks + 4 * 3 * side ** 2;
	};
	const distilled = prototypeHead ? prototypeHead.prototypes + headArrays * prototypeHead.hidden : 0;
	const distillation = 2 * patchesOf(network, size) * distilled;
	return float * (2 * ofView(size) + local.count * ofView(local.size) + distillation);
}

function patchesOf({ vit }: NetworkConfig, side: number): number {
	return (side / vit.patch) ** 2;
}
