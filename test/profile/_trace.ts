import type { ExecutionContext } from 'ava';

export interface TraceEvent {
	readonly name: string;
	readonly ph: string;
	readonly cat?: string;
	readonly pid: number;
	readonly tid: number;
	readonly ts?: number;
	readonly dur?: number;
	readonly args?: { readonly name?: string };
}

/** What Chrome's Trace Event Format asks of complete events; on each track one ends before the next begins. */
export function assertTrace(t: ExecutionContext, json: string): readonly TraceEvent[] {
	const { traceEvents } = JSON.parse(json) as { traceEvents: readonly TraceEvent[] };
	const names = traceEvents.filter(({ name, ph }) => ph === 'M' && name === 'thread_name');
	const tracks = new Map(names.map(({ tid, args }) => [tid, args!.name!]));
	t.is(new Set(tracks.values()).size, tracks.size);
	const complete = traceEvents.filter(({ ph }) => ph === 'X');
	for (const { name, pid, tid, ts, dur } of complete) {
		t.true(name !== '' && pid === 1 && tracks.has(tid) && ts! >= 0 && dur! >= 0);
	}

	for (const track of tracks.keys()) {
		const events = complete.filter(({ tid }) => tid === track).sort((a, b) => a.ts! - b.ts!);
		for (const [i, { ts }] of events.slice(1).entries())
			t.true(ts! >= events[i]!.ts! + events[i]!.dur! - 0.01);
	}

	return traceEvents;
}
