import { writeAtomically } from '../../files/atomic-write.js';
import type { Weights } from '../weights.js';
import { checksumEntry, withChecksum } from './checksum.js';

/** A tensor to write; its values are read when their turn comes. */
export interface TensorToWrite {
	readonly name: string;
	readonly shape: readonly number[];
	readonly values: () => Float32Array | Promise<Float32Array>;
}

/**
 * Writes tensors as float32, one at a time, atomically: at any moment `path` holds its old content or all of the new.
 */
export async function writeSafetensors(
	path: string,
	tensors: readonly TensorToWrite[],
	metadata: Readonly<Record<string, string>> = {},
): Promise<void> {
	await writeAtomically(path, chunksOf(tensors, metadata));
}

/** The bytes of a safetensors file that ends with its checksum (see `checksum.ts`). */
export function checkedSafetensors(
	tensors: readonly TensorToWrite[],
	metadata: Readonly<Record<string, string>>,
): AsyncGenerator<Uint8Array> {
	return withChecksum(chunksOf(tensors, metadata, [checksumEntry]));
}

/** The bytes of a safetensors file of a network's weights. */
export function weightsBytes(
	weights: Weights,
	metadata: Readonly<Record<string, string>> = {},
): AsyncGenerator<Uint8Array> {
	return chunksOf(tensorsOf(weights), metadata);
}

/** `writeSafetensors` of a network's weights. */
export async function saveWeights(
	path: string,
	weights: Weights,
	metadata?: Readonly<Record<string, string>>,
): Promise<void> {
	await writeSafetensors(path, tensorsOf(weights), metadata);
}

/** Returns weights to write under their names, after a `prefix`. */
export function tensorsOf(weights: Weights, prefix = ''): TensorToWrite[] {
	return Object.entries(weights).map(([name, tensor]) => ({
		name: `${prefix}${name}`,
		shape: tensor.shape,
		values: () => tensor.data<'float32'>(),
	}));
}

/** @param added entries of bytes that the caller puts behind the tensors */
async function* chunksOf(
	tensors: readonly TensorToWrite[],
	metadata: Readonly<Record<string, string>>,
	added: readonly { readonly name: string; readonly length: number }[] = [],
): AsyncGenerator<Uint8Array> {
	const header: Record<string, unknown> = { __metadata__: metadata };
	let offset = 0;
	for (const { name, shape } of tensors) {
		const end = offset + 4 * sizeOf(shape);
		header[name] = { dtype: 'F32', shape, data_offsets: [offset, end] };
		offset = end;
	}
	for (const { name, length } of added) {
		header[name] = { dtype: 'U8', shape: [length], data_offsets: [offset, offset + length] };
		offset += length;
	}
	const text = new TextEncoder().encode(JSON.stringify(header));
	const padded = new Uint8Array(Math.ceil(text.length / 8) * 8).fill(' '.charCodeAt(0));
	padded.set(text);
	yield new Uint8Array(BigUint64Array.of(BigInt(padded.length)).buffer);
	yield padded;
	for (const { name, shape, values } of tensors) {
		const { buffer, byteOffset, byteLength, length } = await values();
		if (length !== sizeOf(shape))
			throw new Error(`Tensor \`${name}\` has ${length} values, not those of [${shape}]`);
		yield new Uint8Array(buffer, byteOffset, byteLength);
	}
}

function sizeOf(shape: readonly number[]): number {
	return shape.reduce((product, side) => product * side, 1);
}
