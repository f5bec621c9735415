import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'ava';
import { z } from 'zod';
import pretrain from '../../pipelines/pretrain.js';
import type { Views } from '../../src/data/items.js';
import { from } from '../../src/flow/flow.js';
import { resource } from '../../src/flow/resource.js';
import { toArray } from '../../src/flow/sink.js';
import { map, stage } from '../../src/flow/stage.js';
import { runPipeline } from '../../src/launch/run-pipeline.js';
import type { LossTerm } from '../../src/nn/losses/loss-term.js';
import { tf } from '../../src/nn/tf/tf.js';
import { extend } from '../../src/run/extend.js';
import type { RunFolder } from '../../src/run/folder.js';
import { packageRoot } from '../../src/run/package.js';
import { definePipeline } from '../../src/run/pipeline.js';

const folder = {} as RunFolder;

const double = map('double', (x: number) => 2 * x, { types: 'number → number' });
const add = (x: number) => map(`add-${x}`, (y: number) => x + y, { types: 'number → number' });
const numbers = definePipeline({
	name: 'numbers',
	summary: 'Doubles.',
	options: z.strictObject({ count: z.int().default(3) }),
	mayChange: ['count'],
	build: ({ count }) =>
		from(() => Array.from({ length: count }, (_, i) => i))
			.via(double)
			.into(toArray()),
});

test('options and stages are added, and all else comes along', async (t) => {
	const more = extend(numbers, {
		name: 'more',
		options: { x: z.int().default(5) },
		after: { double: ({ x, count }) => add(x + count) },
	});
	t.is(more.name, 'more');
	t.is(more.summary, 'Doubles.');
	t.deepEqual(more.mayChange, ['count']);
	const options = more.options.parse({ count: 2 });
	t.deepEqual(options, { count: 2, x: 5 });
	t.throws(() => more.options.parse({ y: 1 }));
	const built = more.build(options, folder);
	t.deepEqual(
		built.stages.map(({ name }) => name),
		['source', 'double', 'add-7', 'to-array'],
	);
	t.deepEqual(await built.run(), [7, 9]);
	t.deepEqual(await numbers.build({ count: 2 }, folder).run(), [0, 2]);
});

test('an extension can be extended, and runs in the order that it shows', async (t) => {
	const once = extend(numbers, { after: { double: () => add(1) } });
	const seen: string[] = [];
	const see = map('see', (x: number) => {
		seen.push(`see ${x}`);
		return x;
	});
	const twice = extend(once, { after: { double: () => see } });
	const built = twice.build({ count: 1 }, folder);
	t.deepEqual(
		built.stages.map(({ name }) => name),
		['source', 'double', 'see', 'add-1', 'to-array'],
	);
	t.deepEqual(await built.run(), [1]);
	t.deepEqual(seen, ['see 0']);
});

test('a stage in lockstep stays so, and what an added stage uses is opened', async (t) => {
	const order: string[] = [];
	const tell = (name: string) =>
		map(name, async (x: number) => {
			await new Promise((resolve) => setImmediate(resolve));
			order.push(`${name} ${x}`);
			return x;
		});
	// Runs within the run, such as that of the pictures, are handed the stages.
	const one = resource('one', ({ added }) => added!.first!.length);
	const steps = definePipeline({
		summary: 'Tells.',
		options: z.strictObject({}),
		build: () =>
			from(() => [0, 1])
				.lockstep((flow) => flow.via(tell('first')).via(tell('last')))
				.into(toArray()),
	});
	const between = stage<number, number>(
		'between',
		() => ({
			process(x) {
				order.push(`between ${x}`);
				return [x + one.value];
			},
		}),
		{ uses: [one] },
	);
	const extended = extend(steps, { after: { first: () => between } });
	t.deepEqual(await extended.build({}, folder).run(), [1, 2]);
	t.deepEqual(order, ['first 0', 'between 0', 'last 1', 'first 1', 'between 1', 'last 2']);
});

const term = (name: string): LossTerm => ({ name, weight: 1, loss: ({ tokens }) => tf.mean(tokens.cls) });

test('names that are taken or unknown are refused', (t) => {
	t.throws(() => extend(numbers, { options: { count: z.int() } }), { message: /`count` is the pipeline’s/ });
	const astray = extend(numbers, { after: { triple: () => double } });
	t.throws(() => astray.build({ count: 1 }, folder), {
		message: /no stage `triple`.*source, double, to-array/,
	});
	for (const name of ['contrast', 'own', 'a b', '']) {
		const extended = extend(numbers, { losses: () => [term('own'), term(name)] });
		t.throws(() => extended.build({ count: 1 }, folder), { message: /needs a name of its own/ }, name);
	}
});

/** Blackens the left half of both views. */
const hideLeft = map('hide-left', (item: Views): Views => {
	const hide = ({ width, height, pixels }: Views['views'][0]) => ({
		width,
		height,
		pixels: pixels.map((value, i) => (Math.floor(i / 3) % width < width / 2 ? 0 : value)),
	});
	return { ...item, views: [hide(item.views[0]), hide(item.views[1])] };
});

test.serial(
	'pretrain takes a stage and a term of the loss, which progress, metrics and result tell of',
	async (t) => {
		const out = path.join(await mkdtemp(path.join(tmpdir(), 'extend-')), 'run');
		const mine = extend(pretrain, {
			name: 'mine',
			options: {
				evenness: z.number().min(0).default(0.1).describe('weight of the evenness of class tokens'),
			},
			after: { 'augment-views': () => hideLeft },
			losses: ({ evenness }) => [
				{
					name: 'evenness',
					weight: evenness,
					loss: ({ tokens }) => tf.mean(tf.square(tf.mean(tokens.cls, 0))),
				},
			],
		});
		// @ts-expect-error: photos do not come behind `augment-views`.
		extend(pretrain, { after: { 'augment-views': () => map('wrong', (x: { image: number }) => x) } });
		const progress: Readonly<Record<string, number>>[] = [];
		const result = await runPipeline(
			mine,
			{
				preset: 'laptop',
				data: { files: path.join(packageRoot, 'fixtures/photos') },
				batchSize: 4,
				microBatch: 2,
				steps: 2,
				optimiser: { warmUpSteps: 1 },
				views: { size: 32, local: { count: 0 } },
				summaries: { photos: 1 },
				health: { photos: 0 },
			},
			{ out, onProgress: ({ values }) => progress.push(values!) },
		);
		t.is(result.steps, 2);
		t.true(result.last!.lossEvenness! > 0);
		t.is(progress.at(-1)!.lossEvenness, result.last!.lossEvenness);
		const lines = (await readFile(path.join(out, 'metrics.jsonl'), 'utf8')).trim().split('\n');
		t.is(JSON.parse(lines[1]!).lossEvenness, result.last!.lossEvenness);
		t.regex(mine.describe!(result), /lossEvenness/);
		const { pipeline, options } = JSON.parse(await readFile(path.join(out, 'options.json'), 'utf8'));
		t.is(pipeline, 'mine');
		t.is(options.evenness, 0.1);
		t.is(options.ownTerms, undefined);
	},
);
