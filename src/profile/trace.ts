/** Chrome's Trace Event Format, which chrome://tracing and Perfetto (ui.perfetto.dev) open. */
import type { Profile } from './profile.js';
import type { Spans } from './spans.js';

const process = 1;
const operationTrack = 1;

/**
 * The trace as JSON, in pieces: a track for operations, and one for each stage.
 *
 * @param stages their names, in the order of the run: so tracks stand
 */
export async function* traceJson(
	profile: Profile,
	title: string,
	stages: readonly string[],
): AsyncGenerator<Uint8Array> {
	const tracks = new Map(stages.map((name, i) => [name, operationTrack + 1 + i]));
	yield Buffer.from('{"displayTimeUnit":"ms","traceEvents":[\n');
	yield lines([
		metadata('process_name', 0, { name: title }),
		...track('operations', operationTrack),
		...[...tracks].flatMap(([name, thread]) => track(name, thread)),
	]);
	yield* events(profile.stages, 'stage', (name) => tracks.get(name) ?? operationTrack + 1 + tracks.size);
	yield* events(profile.operations, 'operation', () => operationTrack);
	// A last event, since JSON allows no comma before the end.
	yield Buffer.from(
		`${JSON.stringify({ name: 'end', ph: 'i', s: 'g', pid: process, tid: 0, ts: 1e6 * profile.seconds })}\n]}\n`,
	);
}

function track(name: string, thread: number): object[] {
	return [
		metadata('thread_name', thread, { name }),
		metadata('thread_sort_index', thread, { sort_index: thread }),
	];
}

function metadata(name: string, tid: number, args: object): object {
	return { name, ph: 'M', pid: process, tid, args };
}

const eventsPerPiece = 1000;

function* events(spans: Spans, category: string, threadOf: (name: string) => number): Generator<Uint8Array> {
	let piece: object[] = [];
	for (const { name, start, duration } of spans) {
		const [ts, dur] = [microseconds(start), microseconds(duration)];
		piece.push({ name, cat: category, ph: 'X', pid: process, tid: threadOf(name), ts, dur });
		if (piece.length === eventsPerPiece) {
			yield lines(piece);
			piece = [];
		}
	}

	yield lines(piece);
}

function lines(values: readonly object[]): Uint8Array {
	return Buffer.from(values.map((value) => `${JSON.stringify(value)},\n`).join(''));
}

function microseconds(milliseconds: number): number {
	return Math.round(1e6 * milliseconds) / 1000;
}
