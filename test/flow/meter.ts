import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { from } from '../../src/flow/flow.js';
import { Meter } from '../../src/flow/meter.js';
import { toArray } from '../../src/flow/sink.js';
import { map } from '../../src/flow/stage.js';

test('each stretch of work is told of once, also where a report is made within it', (t) => {
	const spans: [string, number][] = [];
	const meter = new Meter({ name: 'work', types: '' }, (name, start, end) => spans.push([name, end - start]));
	meter.enter('busy');
	meter.report();
	meter.enter('busy');
	meter.enter('waitingForRoom');
	meter.enter('waitingForInput');
	meter.enter('busy');
	meter.enter('waitingForInput');
	t.deepEqual(
		spans.map(([name]) => name),
		['work', 'work'],
	);
	t.true(Math.abs(spans.reduce((sum, [, ms]) => sum + ms, 0) / 1000 - meter.report().busy) < 1e-9);
});

test('a run tells of all its stages, the source and the sink', async (t) => {
	const busy = new Map<string, number>();
	const slow = map('wait', async (x: number) => {
		await sleep(5);
		return x;
	});
	await from(() => [1, 2, 3])
		.via(slow)
		.into(toArray())
		.run({ onBusy: (name, start, end) => busy.set(name, (busy.get(name) ?? 0) + end - start) });
	t.deepEqual([...busy.keys()].sort(), ['source', 'to-array', 'wait']);
	t.true(busy.get('wait')! >= 3 * 4.5); // A timer may be early by a part of a millisecond, never by more.
});
