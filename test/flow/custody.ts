import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { batch, type Plain } from '../../src/flow/batch.js';
import { Custody, ownsAnything } from '../../src/flow/custody.js';
import { from } from '../../src/flow/flow.js';
import { toArray } from '../../src/flow/sink.js';
import { map, type Stage } from '../../src/flow/stage.js';

class Box implements Disposable {
	static live = 0;
	static disposals = 0;
	constructor(readonly value: number) {
		Box.live++;
	}

	[Symbol.dispose]() {
		Box.live--;
		Box.disposals++;
	}
}

const range = (n: number) => Array.from({ length: n }, (_, i) => i);

test.serial('an object is disposed once, when its last holder is released', (t) => {
	const custody = new Custody();
	const box = new Box(1);
	const before = Box.disposals;
	const [item, next] = [{ box }, { more: [{ box }] }];
	custody.take(item);
	custody.take(next);
	custody.release(item);
	t.is(Box.disposals, before);
	custody.release(next);
	custody.release(next);
	t.is(Box.disposals, before + 1);
});

test.serial('what lies deep in an item is owned too, also where the item refers to itself', (t) => {
	const box = new Box(1);
	let nested: unknown = [box];
	for (let depth = 0; depth < 20_000; depth++) nested = depth % 2 === 0 ? [nested] : { nested };
	const item: Record<string, unknown> = { nested };
	for (const key of ['self', 'again', 'once more']) item[key] = item;
	t.true(ownsAnything(item));
	const custody = new Custody();
	custody.take(item);
	t.is(custody.size, 1);
	custody.release(item);
	t.deepEqual([custody.size, Box.live], [0, 0]);
});

test.serial('what is still held at the end is disposed, and so is what arrives later', (t) => {
	const custody = new Custody();
	custody.take([new Box(1), { deep: { boxes: [new Box(2)] } }]);
	custody[Symbol.dispose]();
	custody.take(new Box(3));
	t.is(Box.live, 0);
});

for (const failAt of [-1, 0, 5, 19]) {
	for (const ending of ['failure', 'abort'] as const) {
		test.serial(`nothing owned outlives the run (${ending} at item ${failAt})`, async (t) => {
			const controller = new AbortController();
			const end = (value: number) => {
				if (value === failAt) {
					controller.abort(new Error('aborted'));
					if (ending === 'failure') {
						throw new Error('failed');
					}
				}
			};
			const runnable = from(() => range(20))
				.via(
					map(
						'box',
						async (x: number) => {
							await sleep(x % 3);
							return { box: new Box(x), label: `${x}` };
						},
						{ concurrency: 4 },
					),
				)
				.via(map('add-box', (item) => ({ ...item, second: new Box(item.box.value) }), { concurrency: 2 }))
				.via(map('drop-first', ({ second, box }) => [second, box.value] as const))
				.via(
					map(
						'end',
						async ([box, value]) => {
							await sleep(1);
							end(value);
							return box.value * 2;
						},
						{ concurrency: 3 },
					),
				)
				.into(toArray());
			const run = runnable.run(ending === 'abort' ? { signal: controller.signal } : {});
			await (failAt < 0 ? run : t.throwsAsync(run));
			t.is(Box.live, 0);
		});
	}
}

test.serial('a stage that buffers refuses items that own something', async (t) => {
	// The types refuse it already (see test/types); this is for what they cannot see.
	const boxes = batch<number>(2) as unknown as Stage<Box, readonly Box[]>;
	const run = from(() => range(2))
		.via(map('box', (x: number) => new Box(x)))
		.via(boxes)
		.into(toArray())
		.run();
	await t.throwsAsync(run, { message: /`batch` failed on item 0: it keeps items for later/ });
	t.is(Box.live, 0);
});

test('batch drops what is left unless asked, and refuses odd sizes', async (t) => {
	const batches = (partial: boolean) =>
		from(() => range(5))
			.via(batch<number>(2, { partial }))
			.into(toArray())
			.run();
	t.deepEqual(await batches(false), [
		[0, 1],
		[2, 3],
	]);
	t.deepEqual(await batches(true), [[0, 1], [2, 3], [4]]);
	for (const size of [0, -1, 1.5, Number.NaN]) {
		t.throws(() => batch(size), { instanceOf: RangeError, message: new RegExp(`got ${size}`) });
	}

	const plain: Plain<{ a: Float32Array }> = { a: new Float32Array(1) };
	t.truthy(plain);
});
