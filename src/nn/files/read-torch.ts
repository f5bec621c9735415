import { type FileHandle, open } from 'node:fs/promises';
import { readRange } from '../../files/read-range.js';
import { bytesOf, decodeValues, type TensorFile, type TensorInfo } from './tensor-file.js';
import { type Pickled, type PickledTensor, unpickle } from './unpickle.js';
import { readZip, type ZipEntry } from './zip.js';

const dtypeOfStorage: Readonly<Record<string, string>> = {
	FloatStorage: 'F32',
	DoubleStorage: 'F64',
	HalfStorage: 'F16',
	BFloat16Storage: 'BF16',
	LongStorage: 'I64',
	IntStorage: 'I32',
	ByteStorage: 'U8',
	BoolStorage: 'BOOL',
};

/**
 * Opens a file of `torch.save` (`.pth`, `.pt`, `.bin`): a zip archive of a pickle and of the tensors' bytes. Nothing
 * of the pickle is executed. Tensors in nested dictionaries are named by their path: `teacher.cls_token`.
 *
 * @throws {Error} naming the file, and what of it is refused or damaged
 */
export async function openTorch(path: string): Promise<TensorFile> {
	const handle = await open(path);
	try {
		const entries = await readZip(handle, path);
		const pickle = [...entries.keys()].find((name) => /(^|\/)data\.pkl$/.test(name));
		if (!pickle)
			throw new Error(`\`${path}\` is a zip archive without \`data.pkl\`, not a file of torch.save`);
		const found = readTensors(path, await readEntry(handle, path, entries.get(pickle)!));
		const infos = new Map([...found].map(([name, tensor]) => [name, infoOf(tensor)]));
		const folder = pickle.slice(0, -'data.pkl'.length);
		// Each number of such a tensor stands in the file once, however often it is repeated in memory.
		let repeated = 0;
		const read = async (name: string) => {
			const tensor = found.get(name);
			if (tensor && countOf(tensor) > spanOf(tensor)) repeated += 4 * countOf(tensor);
			if (repeated > greatestRepeated) {
				throw new Error(
					`\`${path}\`: tensor \`${name}\` repeats numbers of its storage beyond 16 MB; the file is damaged, fetch it again`,
				);
			}
			return readTensor(handle, path, name, tensor, entries, `${folder}data/`);
		};
		return { path, metadata: {}, tensors: infos, read, close: () => handle.close() };
	} catch (error) {
		await handle.close();
		throw error;
	}
}

/** The tensors of a pickle, by name. */
function readTensors(path: string, bytes: ArrayBuffer): ReadonlyMap<string, PickledTensor> {
	try {
		return new Map(tensorsIn(unpickle(new Uint8Array(bytes)), '', { entries: 0 }));
	} catch (cause) {
		throw new Error(`\`${path}\`: ${(cause as Error).message}`, { cause });
	}
}

/** Limits of nested dictionaries and of entries: beyond them, a file was made to keep its reader busy. */
const [greatestDepth, greatestCount] = [64, 1e6];

function* tensorsIn(
	value: Pickled,
	name: string,
	seen: { entries: number },
	depth = 0,
): Generator<[string, PickledTensor]> {
	if (isTensor(value)) yield [name, value];
	if (!(value instanceof Map)) return;

	if (depth === greatestDepth) throw new Error(`its dictionaries are nested deeper than ${greatestDepth}`);
	for (const [key, inner] of value) {
		if (++seen.entries > greatestCount)
			throw new Error(`its dictionaries have more than ${greatestCount} entries`);
		yield* tensorsIn(inner, name ? `${name}.${key}` : String(key), seen, depth + 1);
	}
}

function isTensor(value: Pickled): value is PickledTensor {
	return value !== null && typeof value === 'object' && 'kind' in value && value.kind === 'tensor';
}

function infoOf({ storage, shape }: PickledTensor): TensorInfo {
	return { dtype: dtypeOfStorage[storage.type] ?? storage.type, shape };
}

async function readTensor(
	handle: FileHandle,
	path: string,
	name: string,
	tensor: PickledTensor | undefined,
	entries: ReadonlyMap<string, ZipEntry>,
	folder: string,
): Promise<Float32Array> {
	if (!tensor) throw new Error(`\`${path}\` has no tensor \`${name}\``);
	const { dtype } = infoOf(tensor);
	const entry = entries.get(folder + tensor.storage.key);
	const bytes = bytesOf(dtype) ?? 0;
	const span = spanOf(tensor);
	const begin = (entry?.begin ?? 0) + bytes * tensor.offset;
	const isRepeated = countOf(tensor) * bytes > Math.max(entry?.size ?? 0, greatestRepeated);
	if (!entry || isRepeated || bytes * (tensor.offset + span) > entry.size) {
		throw new Error(
			`\`${path}\`: tensor \`${name}\` lies outside its storage; the file is damaged, fetch it again`,
		);
	}
	try {
		return gather(decodeValues(dtype, await readRange(handle, path, begin, begin + bytes * span)), tensor);
	} catch (cause) {
		throw new Error(`\`${path}\`: tensor \`${name}\`: ${(cause as Error).message}`, { cause });
	}
}

/** Bytes above which a tensor that repeats the same numbers is taken for damaged: 16 MB. */
const greatestRepeated = 2 ** 24;

function countOf({ shape }: PickledTensor): number {
	return shape.reduce((product, side) => product * side, 1);
}

/** Elements from a tensor's first to its last, in the storage. */
function spanOf({ shape, stride }: PickledTensor): number {
	if (shape.includes(0)) return 0;
	return shape.reduce((span, side, axis) => span + (side - 1) * stride[axis]!, 1);
}

/** Returns the row-major values of a window that may be transposed. */
function gather(values: Float32Array, tensor: PickledTensor): Float32Array {
	const { shape, stride } = tensor;
	const size = countOf(tensor);
	const steps = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, side) => product * side, 1));
	if (shape.every((side, axis) => side === 1 || stride[axis] === steps[axis])) return values;
	return Float32Array.from({ length: size }, (_, i) => {
		const at = shape.reduce(
			(sum, side, axis) => sum + (Math.floor(i / steps[axis]!) % side) * stride[axis]!,
			0,
		);
		return values[at]!;
	});
}

async function readEntry(handle: FileHandle, path: string, { begin, size }: ZipEntry): Promise<ArrayBuffer> {
	return readRange(handle, path, begin, begin + size);
}
