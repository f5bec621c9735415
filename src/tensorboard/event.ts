/**
 * TensorBoard's `Event` message, with the fields that a run writes (tensorflow/core/util/event.proto,
 * framework/summary.proto).
 */
import type { BinaryReader as Reader, BinaryWriter as Writer } from 'google-protobuf';
import protobuf from 'google-protobuf';
import type { Histogram } from './histogram.js';

const { BinaryReader, BinaryWriter } = protobuf;

/** A picture as the bytes of a file, such as a PNG. */
export interface EncodedPicture {
	readonly width: number;
	readonly height: number;
	readonly bytes: Uint8Array;
}

/** Values of one step by tag, `group/name`. */
export interface Summary {
	readonly scalars?: Readonly<Record<string, number>>;
	readonly histograms?: Readonly<Record<string, Histogram>>;
	readonly pictures?: Readonly<Record<string, EncodedPicture>>;
}

/** Seconds since 1970. */
type WallTime = number;

const colourSpaceRgb = 3;
const sessionStart = 1;

/** First record of every file. Its version makes TensorBoard accept a restart by `encodeStart`. */
export function encodeVersion(time: WallTime): Uint8Array {
	const event = new BinaryWriter();
	event.writeDouble(1, time);
	event.writeString(3, 'brain.Event:2');
	return event.getResultBuffer();
}

/** Record of a run that continues with `step`: earlier files' values of this step and later ones are void. */
export function encodeStart(time: WallTime, step: number): Uint8Array {
	const event = beginEvent(time, step);
	event.writeMessage(7, sessionStart, (status, session) => session.writeEnum(1, status));
	return event.getResultBuffer();
}

/** Record of one step's values. */
export function encodeSummary(time: WallTime, step: number, summary: Summary): Uint8Array {
	const event = beginEvent(time, step);
	event.writeMessage(5, summary, writeSummary);
	return event.getResultBuffer();
}

function beginEvent(time: WallTime, step: number): Writer {
	const event = new BinaryWriter();
	event.writeDouble(1, time);
	event.writeInt64(2, step);
	return event;
}

function writeSummary({ scalars = {}, histograms = {}, pictures = {} }: Summary, values: Writer): void {
	const add = (tag: string, write: (value: Writer) => void) => {
		values.writeMessage(1, tag, (text, value) => {
			value.writeString(1, text);
			write(value);
		});
	};
	for (const [tag, scalar] of Object.entries(scalars)) add(tag, (value) => value.writeFloat(2, scalar));
	for (const [tag, histogram] of Object.entries(histograms)) {
		add(tag, (value) => value.writeMessage(5, histogram, writeHistogram));
	}
	for (const [tag, picture] of Object.entries(pictures)) {
		add(tag, (value) => value.writeMessage(4, picture, writePicture));
	}
}

function writeHistogram(histogram: Histogram, writer: Writer): void {
	const { min, max, num, sum, sumSquares, limits, counts } = histogram;
	for (const [i, value] of [min, max, num, sum, sumSquares].entries()) writer.writeDouble(i + 1, value);
	writer.writePackedDouble(6, Array.from(limits));
	writer.writePackedDouble(7, Array.from(counts));
}

function writePicture({ width, height, bytes }: EncodedPicture, writer: Writer): void {
	writer.writeInt32(1, height);
	writer.writeInt32(2, width);
	writer.writeInt32(3, colourSpaceRgb);
	writer.writeBytes(4, bytes);
}

/** An event as read back. */
export interface DecodedEvent {
	readonly step: number;
	/** `true` for a record of `encodeStart`. */
	readonly isStart: boolean;
	readonly scalars: Readonly<Record<string, number>>;
	readonly pictures: Readonly<Record<string, EncodedPicture>>;
}

/**
 * Reads an event.
 *
 * @throws {RangeError} when the bytes are no event
 */
export function decodeEvent(event: Uint8Array): DecodedEvent {
	const decoded = { step: 0, isStart: false, scalars: {}, pictures: {} };
	try {
		readFields(new BinaryReader(event), {
			2: (reader) => {
				decoded.step = reader.readInt64();
			},
			5: (reader) => reader.readMessage(decoded, readSummary),
			7: (reader) => {
				decoded.isStart = true;
				reader.skipField();
			},
		});
	} catch (cause) {
		throw new RangeError(`The bytes are no event of TensorBoard's: ${(cause as Error).message}`, { cause });
	}
	return decoded;
}

/** Reads the fields of a message that there is a function for. */
function readFields(reader: Reader, read: Readonly<Record<number, (reader: Reader) => void>>): void {
	while (reader.nextField()) (read[reader.getFieldNumber()] ?? (() => reader.skipField()))(reader);
}

interface Values {
	readonly scalars: Record<string, number>;
	readonly pictures: Record<string, EncodedPicture>;
}

function readSummary(values: Values, summary: Reader): void {
	readFields(summary, { 1: (reader) => reader.readMessage(values, readValue) });
}

function readValue({ scalars, pictures }: Values, value: Reader): void {
	let tag = '';
	let scalar: number | undefined;
	let picture: EncodedPicture | undefined;
	readFields(value, {
		1: (reader) => {
			tag = reader.readString();
		},
		2: (reader) => {
			scalar = reader.readFloat();
		},
		4: (reader) => {
			const read = { width: 0, height: 0, bytes: new Uint8Array() };
			reader.readMessage(read, readPicture);
			picture = read;
		},
	});
	if (scalar !== undefined) scalars[tag] = scalar;
	if (picture) pictures[tag] = picture;
}

function readPicture(
	picture: { -readonly [K in keyof EncodedPicture]: EncodedPicture[K] },
	image: Reader,
): void {
	readFields(image, {
		1: (reader) => {
			picture.height = reader.readInt32();
		},
		2: (reader) => {
			picture.width = reader.readInt32();
		},
		4: (reader) => {
			picture.bytes = reader.readBytes();
		},
	});
}
