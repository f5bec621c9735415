import { type FileHandle, open } from 'node:fs/promises';
import { readRange } from '../../files/read-range.js';
import { bytesOf, decodeValues, type TensorFile, type TensorInfo } from './tensor-file.js';

/** Longest header that the format allows, in bytes. */
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
	if (!isRecord(metadata) || !Object.values(metadata).every((value) => typeof value === 'string')) {
		throw new Error(
			`\`${path}\`: its \`__metadata__\` is not a table of texts; the file is damaged, fetch it again`,
		);
	}
	const places = new Map(
		Object.entries(entries).map(([name, entry]) => [name, placeOf(path, name, entry, 8 + length)]),
	);
	checkLayout(path, places, 8 + length, size);
	return { metadata: metadata as Record<string, string>, places };
}

function parseHeader(text: string, path: string): Readonly<Record<string, unknown>> {
	const damaged = (what: string, cause?: unknown) =>
		new Error(`\`${path}\`: its safetensors header is ${what}; the file is damaged, fetch it again`, {
			cause,
		});
	let header: unknown;
	try {
		header = JSON.parse(text);
	} catch (cause) {
		throw damaged('not JSON', cause);
	}
	if (!isRecord(header)) throw damaged('not a table of tensors');
	return header;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
	return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** An entry of the header, as it should be. */
interface Entry {
	readonly dtype: string;
	readonly shape: readonly number[];
	/** First byte and the byte after the last, counted from the end of the header. */
	readonly data_offsets: readonly [number, number];
}

function isCount(value: unknown): boolean {
	return Number.isSafeInteger(value) && (value as number) >= 0;
}

function placeOf(path: string, name: string, entry: unknown, dataBegin: number): Place {
	const { dtype, shape, data_offsets: offsets } = (isRecord(entry) ? entry : {}) as Partial<Entry>;
	const isPlace = [shape, offsets].every((list) => Array.isArray(list) && list.every(isCount));
	if (typeof dtype !== 'string' || !shape || !offsets || !isPlace || offsets.length !== 2) {
		throw new Error(
			`\`${path}\`: tensor \`${name}\` has no valid type, shape and offsets; the file is damaged, fetch it again`,
		);
	}
	return { dtype, shape, begin: dataBegin + offsets[0], end: dataBegin + offsets[1] };
}

/**
 * Checks that tensors do not overlap, end before they begin, end beyond the file, or have another length than their
 * shape.
 */
function checkLayout(
	path: string,
	places: ReadonlyMap<string, Place>,
	dataBegin: number,
	size: number,
): void {
	let [previous, free] = ['the header', dataBegin];
	for (const [name, { dtype, shape, begin, end }] of [...places].sort(([, a], [, b]) => a.begin - b.begin)) {
		const complain = (what: string) =>
			new Error(`\`${path}\`: tensor \`${name}\` ${what}; fetch or write the file again`);
		if (begin < free) throw complain(`overlaps \`${previous}\``);
		if (end < begin) throw complain(`ends at byte ${end}, before it begins at ${begin}`);
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
