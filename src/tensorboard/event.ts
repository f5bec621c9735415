/**
 * TensorBoard's `Event` message, with the fields that a run writes (tensorflow/core/util/event.proto,
 * framework/summary.proto).
 */
import type { Histogram } from './histogram.js';
import { MessageWriter, readMessage } from './protobuf.js';

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
	return new MessageWriter().double(1, time).bytes(3, 'brain.Event:2').finish();
}

/** Record of a run that continues with `step`: earlier files' values of this step and later ones are void. */
export function encodeStart(time: WallTime, step: number): Uint8Array {
	const session = new MessageWriter().integer(1, sessionStart).finish();
	return new MessageWriter().double(1, time).integer(2, step).bytes(7, session).finish();
}

export function encodeSummary(time: WallTime, step: number, summary: Summary): Uint8Array {
	const { scalars = {}, histograms = {}, pictures = {} } = summary;
	const values = new MessageWriter();
	const add = (tag: string, write: (value: MessageWriter) => void) => {
		const value = new MessageWriter().bytes(1, tag);
		write(value);
		values.bytes(1, value.finish());
	};
	for (const [tag, scalar] of Object.entries(scalars)) add(tag, (value) => value.float(2, scalar));
	for (const [tag, histogram] of Object.entries(histograms)) {
		add(tag, (value) => value.bytes(5, encodeHistogram(histogram)));
	}
	for (const [tag, picture] of Object.entries(pictures)) {
		add(tag, (value) => value.bytes(4, encodePicture(picture)));
	}

	return new MessageWriter().double(1, time).integer(2, step).bytes(5, values.finish()).finish();
}

function encodeHistogram({ min, max, num, sum, sumSquares, limits, counts }: Histogram): Uint8Array {
	return new MessageWriter()
		.double(1, min)
		.double(2, max)
		.double(3, num)
		.double(4, sum)
		.double(5, sumSquares)
		.doubles(6, limits)
		.doubles(7, counts)
		.finish();
}

function encodePicture({ width, height, bytes }: EncodedPicture): Uint8Array {
	return new MessageWriter()
		.integer(1, height)
		.integer(2, width)
		.integer(3, colourSpaceRgb)
		.bytes(4, bytes)
		.finish();
}

/** An event as read back. */
export interface DecodedEvent {
	readonly step: number;
	/** `true` for a record of `encodeStart`. */
	readonly isStart: boolean;
	readonly scalars: Readonly<Record<string, number>>;
	readonly pictures: Readonly<Record<string, EncodedPicture>>;
}

export function decodeEvent(event: Uint8Array): DecodedEvent {
	const decoded = { step: 0, isStart: false, scalars: {}, pictures: {} };
	for (const { field, value } of readMessage(event)) {
		if (field === 2) decoded.step = Number(value);
		else if (field === 5) decodeValues(value as Uint8Array, decoded);
		else if (field === 7) decoded.isStart = true;
	}

	return decoded;
}

function decodeValues(
	summary: Uint8Array,
	into: { scalars: Record<string, number>; pictures: Record<string, EncodedPicture> },
): void {
	for (const { value } of readMessage(summary)) {
		const fields = Object.fromEntries(
			[...readMessage(value as Uint8Array)].map((part) => [part.field, part.value]),
		);
		const tag = Buffer.from(fields[1] as Uint8Array).toString();
		if (fields[2] !== undefined) into.scalars[tag] = fields[2] as number;
		if (fields[4] !== undefined) into.pictures[tag] = decodePicture(fields[4] as Uint8Array);
	}
}

function decodePicture(image: Uint8Array): EncodedPicture {
	const fields = Object.fromEntries([...readMessage(image)].map(({ field, value }) => [field, value]));
	return { height: Number(fields[1]), width: Number(fields[2]), bytes: fields[4] as Uint8Array };
}
