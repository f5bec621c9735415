/**
 * Wire format of protocol buffers, as far as TensorBoard's events need it (protobuf.dev/programming-guides/encoding).
 */

const wireTypes = { varint: 0, double: 1, bytes: 2, float: 5 } as const;

/** A message under construction. Fields are written in the order of the calls. */
export class MessageWriter {
	readonly #parts: Uint8Array[] = [];

	finish(): Uint8Array {
		return Buffer.concat(this.#parts);
	}

	/** An `int32`, `int64` or `enum`. @param value a whole number from 0 to 2⁵³ − 1 */
	integer(field: number, value: number): this {
		return this.#key(field, wireTypes.varint).#push(varint(value));
	}

	double(field: number, value: number): this {
		return this.#key(field, wireTypes.double).#push(new Uint8Array(Float64Array.of(value).buffer));
	}

	float(field: number, value: number): this {
		return this.#key(field, wireTypes.float).#push(new Uint8Array(Float32Array.of(value).buffer));
	}

	/** A `string`, `bytes` or message. */
	bytes(field: number, value: string | Uint8Array): this {
		const content = typeof value === 'string' ? Buffer.from(value) : value;
		return this.#key(field, wireTypes.bytes).#push(varint(content.length)).#push(content);
	}

	/** A packed `repeated double`. */
	doubles(field: number, values: Float64Array): this {
		return this.bytes(field, new Uint8Array(values.slice().buffer));
	}

	#key(field: number, wireType: number): this {
		return this.#push(varint(field * 8 + wireType));
	}

	#push(part: Uint8Array): this {
		this.#parts.push(part);
		return this;
	}
}

function varint(value: number): Uint8Array {
	const bytes: number[] = [];
	let rest = value;
	for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
	return Uint8Array.from([...bytes, rest]);
}

/** A field as it stands in a message: a number, or the bytes of a `string`, of `bytes`, of a message or packed values. */
export interface Field {
	readonly field: number;
	readonly value: number | Uint8Array;
}

/**
 * The fields of a message, in their order.
 *
 * @throws {RangeError} when the bytes are no such message
 */
export function* readMessage(message: Uint8Array): Generator<Field> {
	const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
	let at = 0;
	const readVarint = () => {
		let value = 0;
		for (let scale = 1; ; scale *= 128) {
			const byte = view.getUint8(at++);
			value += (byte % 128) * scale;
			if (byte < 128) return value;
		}
	};
	const read = (wireType: number): Field['value'] => {
		if (wireType === wireTypes.varint) return readVarint();
		const size = wireType === wireTypes.double ? 8 : wireType === wireTypes.float ? 4 : readVarint();
		at += size;
		if (at > message.length) throw new RangeError('a protobuf message ends within a field');
		if (wireType === wireTypes.double) return view.getFloat64(at - size, true);
		if (wireType === wireTypes.float) return view.getFloat32(at - size, true);
		return message.subarray(at - size, at);
	};
	while (at < message.length) {
		const key = readVarint();
		yield { field: Math.floor(key / 8), value: read(key % 8) };
	}
}
