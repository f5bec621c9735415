/** A run rejects once it is aborted, wherever it is then, and closes what was opened. */
import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { from } from '../../src/flow/flow.js';
import { resource } from '../../src/flow/resource.js';
import { type Sink, toArray } from '../../src/flow/sink.js';
import { map, stage } from '../../src/flow/stage.js';

/** Where a run may be when it is aborted, in the order in which it comes there. */
const places = [
	'opening what a resource needs',
	'opening a resource',
	'opening a stage',
	'opening the sink',
	'the empty source',
	'an item in a stage',
	'the last item in the sink',
	'a flush',
	'the result',
	'closing the sink',
	'closing a stage',
	'closing a resource',
] as const;
type Place = (typeof places)[number];

interface Seen {
	/** All places that were reached. */
	readonly reached: Place[];
	/** How many parts are open. */
	open: number;
}

/** A run that is aborted at a place, after waiting there: what waits for nothing else would miss it. */
function runAbortedAt(place: Place | undefined): {
	readonly run: () => Promise<string>;
	readonly seen: Seen;
} {
	const controller = new AbortController();
	const seen: Seen = { reached: [], open: 0 };
	const at = async (here: Place) => {
		seen.reached.push(here);
		await sleep(1);
		if (here === place) controller.abort(new Error('aborted'));
		await sleep(1);
	};
	const opening = async (here: Place) => {
		seen.open++;
		await at(here);
	};
	const closing = async (here?: Place) => {
		seen.open--;
		if (here) await at(here);
	};
	const needed = resource(
		'needed',
		() => opening('opening what a resource needs'),
		() => closing(),
	);
	const used = resource(
		'used',
		{ needs: [needed] },
		() => opening('opening a resource'),
		() => closing('closing a resource'),
	);
	const source = {
		name: 'numbers',
		types: 'number',
		uses: [used],
		async *open() {
			if (place === 'the empty source') await at(place);
			else yield* [0, 1, 2];
		},
	};
	const work = stage<number, number>('work', async () => {
		await opening('opening a stage');
		return {
			async process(item) {
				if (item === 1) await at('an item in a stage');
				return [item];
			},
			async flush() {
				await at('a flush');
				return [];
			},
			close: () => closing('closing a stage'),
		};
	});
	const sink: Sink<number, string> = {
		name: 'sink',
		types: 'number → string',
		async open() {
			await opening('opening the sink');
			return {
				async write(item) {
					if (item === 2) await at('the last item in the sink');
				},
				async result() {
					await at('the result');
					return 'result';
				},
				close: () => closing('closing the sink'),
			};
		},
	};
	const runnable = from(source).via(work).into(sink);
	return { run: () => runnable.run({ signal: controller.signal }), seen };
}

for (const place of places) {
	test(`an abort at ${place}`, async (t) => {
		const { run, seen } = runAbortedAt(place);
		await t.throwsAsync(run(), { message: 'aborted' });
		t.is(seen.open, 0, 'what was opened is closed');
		t.true(seen.reached.includes(place));
		const behind = seen.reached.filter((reached) => places.indexOf(reached) > places.indexOf(place));
		t.deepEqual(
			behind.filter((reached) => !reached.startsWith('closing')),
			[],
			'nothing more is begun',
		);
	});
}

test('an abort within the last call of a source that waits for nothing', async (t) => {
	const controller = new AbortController();
	const source = function* () {
		yield 1;
		controller.abort(new Error('aborted'));
	};
	let results = 0;
	const sink: Sink<number, number> = {
		name: 'count',
		types: 'number → number',
		open: () => ({ write() {}, result: () => ++results }),
	};
	await t.throwsAsync(from(source).into(sink).run({ signal: controller.signal }), { message: 'aborted' });
	t.is(results, 0);
});

test('without an abort there is a result', async (t) => {
	const { run, seen } = runAbortedAt(undefined);
	t.is(await run(), 'result');
	t.is(seen.open, 0);
	t.deepEqual(
		seen.reached,
		places.filter((place) => place !== 'the empty source'),
	);
});

test('resources and results that take long are handed the signal', async (t) => {
	const untilAborted = (signal: AbortSignal) => sleep(60_000, undefined, { signal });
	const opening = new AbortController();
	const slow = resource('slow', ({ signal }) => {
		setImmediate(() => opening.abort(new Error('aborted')));
		return untilAborted(signal);
	});
	const use = map('use', (x: number) => x, { uses: [slow] });
	const input = from(() => [1]);
	await t.throwsAsync(input.via(use).into(toArray()).run({ signal: opening.signal }), { message: 'aborted' });

	const summing = new AbortController();
	const sink: Sink<number, void> = {
		name: 'sum',
		types: 'number → void',
		open: () => ({
			write() {},
			result({ signal }) {
				setImmediate(() => summing.abort(new Error('aborted')));
				return untilAborted(signal);
			},
		}),
	};
	await t.throwsAsync(input.into(sink).run({ signal: summing.signal }), { message: 'aborted' });
});
