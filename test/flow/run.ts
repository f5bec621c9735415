import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import test, { type ExecutionContext } from 'ava';
import { batch } from '../../src/flow/batch.js';
import { DropRateError, StageError, StoppedError } from '../../src/flow/errors.js';
import { type Flow, from } from '../../src/flow/flow.js';
import type { StageReport } from '../../src/flow/meter.js';
import { type Sink, toArray } from '../../src/flow/sink.js';
import { map, type StageOptions, stage } from '../../src/flow/stage.js';

const range = (n: number) => Array.from({ length: n }, (_, i) => i);
const same = (name: string, options?: StageOptions) => map(name, (x: number) => x, options);
const odd = (x: number) => {
	if (x % 2 === 1) {
		throw new Error('odd');
	}

	return x;
};

test('nothing happens before run, and a pipeline runs again from the start', async (t) => {
	let opened = 0;
	const runnable = from(() => range(3))
		.via(stage<number, number>('count-openings', () => ({ process: (x) => [x * ++opened] })))
		.into(toArray());
	t.is(opened, 0);
	t.deepEqual(await runnable.run(), [0, 2, 6]);
	t.deepEqual(await runnable.run(), [0, 5, 12]);
});

test('a source that begins later gives its items the numbers, and thereby the randomness, of the whole one', async (t) => {
	const draws = (first: number) =>
		from({ name: 'numbers', types: 'number', first: () => first, open: () => range(6).slice(first) })
			.via(map('draw', (x: number, { index, random }) => `${x} ${index} ${random()}`))
			.into(toArray())
			.run({ seed: 3 });
	const whole = await draws(0);
	t.is(whole[4]!.slice(0, 3), '4 4');
	t.deepEqual(await draws(4), whole.slice(4));
});

test('order is kept under concurrency, which is bounded', async (t) => {
	let active = 0;
	let peak = 0;
	const jitter = map(
		'jitter',
		async (x: number) => {
			peak = Math.max(peak, ++active);
			await sleep((x * 7) % 5);
			active--;
			return x;
		},
		{ concurrency: 4 },
	);
	t.deepEqual(
		await from(() => range(50))
			.via(jitter)
			.into(toArray())
			.run(),
		range(50),
	);
	t.is(peak, 4);
});

test('the source runs ahead of the sink by no more than the sum of the concurrencies and one', async (t) => {
	let made = 0;
	let written = 0;
	let ahead = 0;
	const source = function* () {
		while (made < 100) {
			made++;
			ahead = Math.max(ahead, made - written);
			yield made;
		}
	};
	const slow: Sink<number, number> = {
		name: 'slow',
		types: 'number',
		open: () => ({
			async write() {
				await sleep(1);
				written++;
			},
			result: () => written,
		}),
	};
	const runnable = from(source)
		.via(same('a', { concurrency: 4 }))
		.via(same('b', { concurrency: 2 }))
		.into(slow);
	t.is(await runnable.run(), 100);
	t.true(ahead >= 6, `ran ${ahead} ahead`);
	t.true(ahead <= 4 + 2 + 1 + 1, `ran ${ahead} ahead`);
});

test('a window refills on each delivery, not in waves', async (t) => {
	let thirdStarted = () => {};
	const third = new Promise<void>((resolve) => {
		thirdStarted = resolve;
	});
	const uneven = map(
		'uneven',
		async (x: number) => {
			if (x === 2) {
				thirdStarted();
			}

			await (x === 1 ? third : sleep(1)); // The second item ends only once the third has begun.
			return x;
		},
		{ concurrency: 2 },
	);
	t.deepEqual(
		await from(() => range(4))
			.via(uneven)
			.into(toArray())
			.run(),
		range(4),
	);
});

test('same output at concurrency 1 and 8, whatever the timing', async (t) => {
	const noisy = (concurrency: number) =>
		from(() => range(40))
			.via(
				map(
					'draw-numbers',
					async (x: number, { random }) => {
						const first = random();
						await sleep(first * 3 * concurrency);
						return [x, first, random()];
					},
					{ concurrency },
				),
			)
			.into(toArray());
	const one = await noisy(1).run({ seed: 5 });
	t.deepEqual(await noisy(8).run({ seed: 5 }), one);
	t.notDeepEqual(await noisy(8).run({ seed: 6 }), one);
});

test('an item keeps its random numbers when others are dropped, split or gathered', async (t) => {
	const draws = (dropped: number) => {
		const drop = map(
			'drop',
			(x: number) => {
				if (x === dropped) {
					throw new Error('x');
				}

				return x;
			},
			{ onError: 'skip' },
		);
		const draw = map('draw', (x: number, { random, index }) => ({ x, index, value: random() }));
		return from(() => range(6))
			.via(drop)
			.via(draw)
			.into(toArray())
			.run({ maxDropRate: 1 });
	};
	const all = await draws(-1);
	t.deepEqual(
		await draws(2),
		all.filter(({ x }) => x !== 2),
	);
});

test('two stages of one name draw different numbers, the first those of its name alone', async (t) => {
	const draw = (name: string) =>
		map(name, (drawn: readonly number[], { random }) => [...drawn, random()] as readonly number[]);
	const draws = (...names: string[]) =>
		names
			.reduce(
				(flow, name) => flow.via(draw(name)),
				from((): (readonly number[])[] => [[], []]),
			)
			.into(toArray())
			.run({ seed: 4 });
	const [first, second] = await draws('drop-out', 'add-noise', 'drop-out', 'drop-out');
	t.is(new Set([...first!, ...second!]).size, 8);
	t.is(first![0], (await draws('drop-out'))[0]![0]);
	t.deepEqual(await draws('drop-out', 'add-noise', 'drop-out', 'drop-out'), [first, second]);
});

test('the index names the source item, and the part of it', async (t) => {
	const split = stage<number, number>('split', () => ({ process: (x) => (x === 1 ? [x, x] : [x]) }));
	const show = map('show', (_: unknown, { index }) => index);
	const indices = from(() => range(3)).via(split);
	t.deepEqual(await indices.via(show).into(toArray()).run(), ['0', '1.0', '1.1', '2']);
	t.deepEqual(
		await indices
			.via(batch(3, { partial: true }))
			.via(show)
			.into(toArray())
			.run(),
		['1.1', '2.end'],
	);
});

test('the first failure ends the run, names stage, item and file, and closes everything once, last opened first', async (t) => {
	const closed: string[] = [];
	const closing = (name: string) =>
		stage<{ path: string }, { path: string }>(name, () => ({
			process: (x) => [x],
			close: () => void closed.push(name),
		}));
	const source = function* () {
		try {
			for (const x of range(9)) {
				yield { path: `${x}.jpg` };
			}
		} finally {
			closed.push('source');
		}
	};
	const boom = map('boom', (x: { path: string }) => {
		if (x.path === '3.jpg') {
			throw new TypeError('is odd');
		}

		return x;
	});
	const error = await t.throwsAsync(
		from(source).via(closing('a')).via(boom).via(closing('b')).into(toArray()).run(),
		{ instanceOf: StageError, message: 'Stage `boom` failed on item 3 (3.jpg): is odd' },
	);
	t.true(error?.cause instanceof TypeError);
	t.deepEqual(closed, ['b', 'a', 'source']);
});

test('a failing source, sink, flush, open or close fails the run', async (t) => {
	const bad = (): never => {
		throw new Error('bad');
	};
	const failing = (part: 'open' | 'process' | 'flush' | 'close') =>
		from(() => [1])
			.via(stage<number, number>('s', () => (part === 'open' ? bad() : { process: (x) => [x], [part]: bad })))
			.into(toArray())
			.run();
	for (const part of ['open', 'process', 'flush', 'close'] as const) {
		await t.throwsAsync(failing(part), { message: /bad/ }, part);
	}

	await t.throwsAsync(from(bad).into(toArray()).run(), { message: /bad/ });
	const brokenSource = async function* () {
		yield 1;
		bad();
	};
	await t.throwsAsync(from(brokenSource).via(same('a')).into(toArray()).run(), { message: /bad/ });
	const brokenSink: Sink<number, number> = {
		name: 'write-files',
		types: 'number',
		open: () => ({ write: bad, result: () => 1 }),
	};
	await t.throwsAsync(
		from(() => [1])
			.into(brokenSink)
			.run(),
		{ message: 'Stage `write-files` failed on item 0: bad' },
	);
});

test('the error that ended the run is not hidden by one while closing', async (t) => {
	const twice = stage<number, number>('twice', () => ({
		process() {
			throw new Error('first');
		},
		close() {
			throw new Error('second');
		},
	}));
	await t.throwsAsync(
		from(() => [1])
			.via(twice)
			.into(toArray())
			.run(),
		{ message: /first/ },
	);
});

test('skipping stages put failures into quarantine and report them', async (t) => {
	const skipped: string[] = [];
	const runnable = from(() => range(4))
		.via(map('even', odd, { onError: 'skip' }))
		.into(toArray());
	const kept = await runnable.run({ onSkip: (error) => skipped.push(error.message), maxDropRate: 0.5 });
	t.deepEqual(kept, [0, 2]);
	t.deepEqual(skipped, ['Stage `even` failed on item 1: odd', 'Stage `even` failed on item 3: odd']);
});

test('skipped items are told of in their order, whichever fails first', async (t) => {
	const skipped: string[] = [];
	const failing = map(
		'fail',
		async (x: number) => {
			await sleep([30, 1, 20, 0, 10, 0][x]);
			throw new Error(`${x}`);
		},
		{ concurrency: 3, onError: 'skip' },
	);
	await from(() => range(6))
		.via(failing)
		.into(toArray())
		.run({ onSkip: ({ cause }) => skipped.push((cause as Error).message), maxDropRate: 1 });
	t.deepEqual(skipped, ['0', '1', '2', '3', '4', '5']);
});

test('a drop rate over the limit is fatal: at the end of a short run, soon in a long one', async (t) => {
	const run = (n: number) =>
		from(() => range(n))
			.via(map('even', odd, { onError: 'skip' }))
			.into(toArray())
			.run({ maxDropRate: 0.2 });
	await t.throwsAsync(run(4), { instanceOf: DropRateError, message: /`even` put 2 of 4 items \(50.0%\)/ });
	await t.throwsAsync(run(1e6), { instanceOf: DropRateError, message: /of 100 items.*limit of 20%/ });
});

test('abort rejects with its reason after the work in hand has settled', async (t) => {
	const controller = new AbortController();
	let active = 0;
	const slow = map(
		'slow',
		async (x: number) => {
			active++;
			await sleep(5);
			active--;
			return x;
		},
		{ concurrency: 4 },
	);
	const endless = function* () {
		for (let x = 0; ; x++) {
			yield x;
		}
	};
	setTimeout(() => controller.abort(new Error('enough')), 30);
	await t.throwsAsync(from(endless).via(slow).into(toArray()).run({ signal: controller.signal }), {
		message: 'enough',
	});
	t.is(active, 0);
	await t.throwsAsync(from(endless).into(toArray()).run({ signal: controller.signal }), {
		message: 'enough',
	});
});

test('stop takes nothing more from the source and ends with the result', async (t) => {
	const controller = new AbortController();
	const endless = function* () {
		for (let x = 0; ; x++) {
			if (x === 20) {
				controller.abort();
			}

			yield x;
		}
	};
	const kept = await from(endless)
		.via(same('a', { concurrency: 4 }))
		.into(toArray())
		.run({ stop: controller.signal });
	t.deepEqual(kept, range(21));
});

test('a sink that needs all items has no result of a part, but of a source that has ended before', async (t) => {
	let [results, stops] = [0, 0];
	const whole: Sink<number, number> = {
		name: 'whole',
		types: 'number → number',
		needsAll: true,
		open: () => ({ write: () => {}, result: () => ++results }),
	};
	const stopAt = (last: number) => {
		const controller = new AbortController();
		const source = from(function* () {
			for (const x of range(5)) {
				yield x;
				if (x === last) controller.abort();
			}
		});
		return source.into(whole).run({ stop: controller.signal, onStop: () => void stops++ });
	};
	t.is(await stopAt(4), 1);
	t.is(stops, 0);
	await t.throwsAsync(stopAt(2), { instanceOf: StoppedError, message: /4 items done: no result is made/ });
	t.deepEqual([results, stops], [1, 1]);
});

test('`through` goes on as a function says, in its place', async (t) => {
	const twice = (flow: Flow<number>) => flow.via(map('double', (x) => 2 * x)).via(map('to-text', String));
	const texts = from(() => range(3))
		.through(twice)
		.into(toArray());
	t.deepEqual(await texts.run(), ['0', '2', '4']);
	t.deepEqual(
		texts.stages.map(({ name }) => name),
		['source', 'double', 'to-text', 'to-array'],
	);
});

test('stages in lockstep see one item at a time, and their flush passes through the rest', async (t) => {
	let shared = 0;
	const read = map('read', async (x: number) => {
		await sleep(1);
		return { x, seen: shared };
	});
	const write = map('write', async (item: { x: number; seen: number }) => {
		await sleep(1);
		shared++;
		return item.seen;
	});
	const lockstep = from(() => range(5)).lockstep((flow) => flow.via(read).via(write));
	t.deepEqual(await lockstep.into(toArray()).run(), range(5));
	t.deepEqual(
		lockstep.into(toArray()).stages.map(({ name }) => name),
		['source', 'read', 'write', 'to-array'],
	);

	const sums = from(() => range(5)).lockstep((flow) =>
		flow.via(batch<number>(2, { partial: true })).via(map('sum', (items) => items.reduce((a, b) => a + b))),
	);
	t.deepEqual(await sums.into(toArray()).run(), [1, 5, 4]);
});

/** Meters tell the time by `performance.now`, which stands still from now on but for what a test adds. */
function stopClock(t: ExecutionContext): { forward: (milliseconds: number) => void } {
	const { now } = performance;
	let time = now.call(performance);
	performance.now = () => time;
	t.teardown(() => {
		performance.now = now;
	});
	return {
		forward(milliseconds) {
			time += milliseconds;
		},
	};
}

function near(t: ExecutionContext, actual: number, expected: number): void {
	t.true(Math.abs(actual - expected) < 1e-6, `${actual} s`);
}

test.serial('the stage report counts items and where the time went', async (t) => {
	const clock = stopClock(t);
	let stages: readonly StageReport[] = [];
	const slow = map('slow', async (x: number) => {
		await sleep(1);
		clock.forward(4);
		await sleep(1);
		return x;
	});
	await from(() => range(20))
		.via(same('fast'))
		.via(slow)
		.via(map('even', odd, { onError: 'skip' }))
		.into(toArray())
		.run({
			maxDropRate: 1,
			onEnd: (report) => {
				stages = report;
			},
		});
	t.deepEqual(
		stages.map(({ name, received, emitted, skipped }) => [name, received, emitted, skipped]),
		[
			['source', 0, 20, 0],
			['fast', 20, 20, 0],
			['slow', 20, 20, 0],
			['even', 20, 10, 10],
			['to-array', 10, 0, 0],
		],
	);
	const [, fast, busiest, even] = stages as StageReport[] & Record<0 | 1 | 2 | 3, StageReport>;
	near(t, busiest.busy, 20 * 0.004);
	t.true(fast.waitingForRoom > fast.busy && fast.waitingForRoom > fast.waitingForInput);
	t.true(even.waitingForInput > even.busy);
	const totals = stages.map(
		({ busy, waitingForInput, waitingForRoom }) => busy + waitingForInput + waitingForRoom,
	);
	for (const total of totals) near(t, total, 20 * 0.004);
});

test.serial('work that blocks the thread is booked as busy', async (t) => {
	const clock = stopClock(t);
	let busy = 0;
	const blocking = map('blocking', (x: number) => {
		clock.forward(2);
		return x;
	});
	const runnable = from(() => range(20))
		.via(blocking)
		.into(toArray());
	await runnable.run({
		onEnd: ([, stage]) => {
			busy = stage!.busy;
		},
	});
	near(t, busy, 20 * 0.002);
});

test.serial('a hundred thousand items pass in flat memory', async (t) => {
	const n = 1e5;
	setFlagsFromString('--expose-gc');
	const collectGarbage: () => void = runInNewContext('gc');
	const heap: number[] = [];
	const count: Sink<unknown, number> = {
		name: 'count',
		types: 'unknown',
		open() {
			let seen = 0;
			return {
				write() {
					if (++seen % (n / 20) === 0) {
						collectGarbage();
						heap.push(process.memoryUsage().heapUsed);
					}
				},
				result: () => seen,
			};
		},
	};
	const source = function* () {
		for (let i = 0; i < n; i++) {
			yield { i };
		}
	};
	const runnable = from(source)
		.via(map('copy', (item) => ({ ...item }), { concurrency: 4 }))
		.into(count);
	t.is(await runnable.run(), n);
	const [early, late] = [heap.slice(0, 10), heap.slice(10)].map((part) => Math.min(...part)) as [
		number,
		number,
	];
	t.true(late < early + 1e6, `from ${early} to ${late} bytes`);
});

test('a stage may make as many items of one as it likes, also in lockstep and at its end', async (t) => {
	const many = Array.from({ length: 200_000 }, (_, i) => i);
	const split = stage<number, number>('split', () => ({ process: () => many, flush: () => many }));
	const pass = map('pass', (x: number) => x);
	const flow = from(() => [0]).lockstep((step) => step.via(split).via(pass));
	t.is((await flow.into(toArray()).run()).length, 400_000);
});
