import { type FileHandle, open } from 'node:fs/promises';
import { readRange } from '../../files/read-range.js';
import { bytesOf, decodeValues, type TensorFile, type TensorInfo } from './tensor-file.js';

/** What the format allows. */
const LONGEST_HEADER = 100_000_000;

interface Place extends TensorInfo {
	/** First byte and the byte after the last, counted from the start of the file. */
	readonly begin: number;
	readonly end: number;
}

/**
 * Opens a safetensors file (huggingface.co/docs/safetensors): eight bytes of header length, a JSON header, data.
 * Only the header is read; tensors are read one by one.
 *
 * @throws {Error} naming the file, the tensor at fault and the remedy, when the file is truncated or malformed
 */
export async function openSafetensors(path: string): Promise<TensorFile> {
	const handle = await open(path);
	try {
		const { metadata, places } = await readHeader(handle, path);
		return {
			path,
			metadata,
			tensors: places,
			read: (name) => readTensor(handle, path, name, places.get(name)),
			close: () => handle.close(),
		};
	} catch (error) {
		await handle.close();
		throw error;
	}
}

interface Header {
	readonly metadata: Readonly<Record<string, string>>;
	readonly places: ReadonlyMap<string, Place>;
}

async function readHeader(handle: FileHandle, path: string): Promise<Header> {
	const { size } = await handle.stat();
	if (size < 8)
		throw new Error(`\`${path}\` is not a safetensors file: it has ${size} bytes; fetch it again`);
	const length = Number(new DataView(await readRange(handle, path, 0, 8)).getBigUint64(0, true));
	if (length > LONGEST_HEADER || length > size - 8) {
		throw new Error(
			`\`${path}\` is not a safetensors file, or is truncated: its header would be ${length} bytes, the file has ${size}; fetch it again`,
		);
	}
	const text = new TextDecoder().decode(await readRange(handle, path, 8, 8 + length));
	const { __metadata__: metadata = {}, ...entries } = parseHeader(text, path);
	const places = new Map(
		Object.entries(entries).map(([name, entry]) => [name, placeOf(path, name, entry, 8 + length)]),
	);
	checkLayout(path, places, size);
	return { metadata: metadata as unknown as Record<string, string>, places };
}

function parseHeader(text: string, path: string): Record<string, unknown> {
	try {
		return JSON.parse(text);
	} catch (cause) {
		throw new Error(`\`${path}\`: its safetensors header is not JSON; the file is damaged, fetch it again`, {
			cause,
		});
	}
}

function placeOf(path: string, name: string, entry: unknown, dataBegin: number): Place {
	const {
		dtype,
		shape,
		data_offsets: offsets,
	} = entry as { dtype: string; shape: number[]; data_offsets: [number, number] };
	if (
		![shape, offsets].every((list) => Array.isArray(list) && list.every(Number.isSafeInteger)) ||
		offsets.length !== 2
	) {
		throw new Error(
			`\`${path}\`: tensor \`${name}\` has no valid shape and offsets; the file is damaged, fetch it again`,
		);
	}
	return { dtype, shape, begin: dataBegin + offsets[0], end: dataBegin + offsets[1] };
}

/** Tensors may neither overlap, nor end beyond the file, nor have another length than their shape says. */
function checkLayout(path: string, places: ReadonlyMap<string, Place>, size: number): void {
	let [previous, free] = ['the header', 0];
	for (const [name, { dtype, shape, begin, end }] of [...places].sort(([, a], [, b]) => a.begin - b.begin)) {
		const complain = (what: string) =>
			new Error(`\`${path}\`: tensor \`${name}\` ${what}; fetch or write the file again`);
		if (begin < free) throw complain(`overlaps \`${previous}\``);
		if (end > size) throw complain(`ends at byte ${end}, but the file is truncated at ${size}`);
		const bytes = bytesOf(dtype);
		if (bytes && end - begin !== shape.reduce((product, side) => product * side, bytes)) {
			throw complain(`has ${end - begin} bytes, which is not [${shape}] of ${dtype}`);
		}
		[previous, free] = [name, end];
	}
}

async function readTensor(
	handle: FileHandle,
	path: string,
	name: string,
	place?: Place,
): Promise<Float32Array> {
	if (!place) throw new Error(`\`${path}\` has no tensor \`${name}\``);
	try {
		return decodeValues(place.dtype, await readRange(handle, path, place.begin, place.end));
	} catch (cause) {
		throw new Error(`\`${path}\`: tensor \`${name}\`: ${(cause as Error).message}`, { cause });
	}
}
