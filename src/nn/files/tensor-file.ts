/** A file of named tensors, in any format. Reading a tensor reads its bytes alone. */
export interface TensorFile {
	readonly path: string;
	readonly tensors: ReadonlyMap<string, TensorInfo>;
	/** Free text beside the tensors. */
	readonly metadata: Readonly<Record<string, string>>;
	/**
	 * The values of one tensor, row-major, as float32.
	 *
	 * @throws {Error} naming file and tensor when it is absent or of an unknown type
	 */
	readonly read: (name: string) => Promise<Float32Array>;
	readonly close: () => Promise<void>;
}

export interface TensorInfo {
	/** Type by safetensors' names: `F32`, `BF16`, … */
	readonly dtype: string;
	readonly shape: readonly number[];
}

interface Dtype {
	readonly bytes: number;
	/** Little-endian bytes, aligned to 8, to float32. */
	readonly decode: (buffer: ArrayBuffer) => Float32Array;
}

const dtypes: ReadonlyMap<string, Dtype> = new Map(
	Object.entries({
		F32: { bytes: 4, decode: (buffer) => new Float32Array(buffer) },
		F64: { bytes: 8, decode: (buffer) => Float32Array.from(new Float64Array(buffer)) },
		F16: { bytes: 2, decode: (buffer) => Float32Array.from(new Uint16Array(buffer), halfToFloat) },
		BF16: { bytes: 2, decode: decodeBfloat16 },
		I64: { bytes: 8, decode: (buffer) => Float32Array.from(new BigInt64Array(buffer), Number) },
		I32: { bytes: 4, decode: (buffer) => Float32Array.from(new Int32Array(buffer)) },
		U8: { bytes: 1, decode: (buffer) => Float32Array.from(new Uint8Array(buffer)) },
		BOOL: { bytes: 1, decode: (buffer) => Float32Array.from(new Uint8Array(buffer)) },
	} satisfies Record<string, Dtype>),
);

/** Returns the bytes of a number of this type; `undefined` if the type is unknown. */
export function bytesOf(dtype: string): number | undefined {
	return dtypes.get(dtype)?.bytes;
}

/** @throws {Error} when the type is unknown */
export function decodeValues(dtype: string, buffer: ArrayBuffer): Float32Array {
	const known = dtypes.get(dtype);
	if (!known) throw new Error(`type \`${dtype}\` can't be read; known are ${[...dtypes.keys()].join(', ')}`);
	return known.decode(buffer);
}

function decodeBfloat16(buffer: ArrayBuffer): Float32Array {
	const bits = Uint32Array.from(new Uint16Array(buffer), (high) => high << 16);
	return new Float32Array(bits.buffer);
}

/** IEEE 754 binary16. */
function halfToFloat(half: number): number {
	const sign = half & 0x8000 ? -1 : 1;
	const [exponent, fraction] = [(half >> 10) & 0x1f, half & 0x3ff];
	if (exponent === 0x1f) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
	return sign * (exponent ? 2 ** (exponent - 25) * (1024 + fraction) : 2 ** -24 * fraction);
}
