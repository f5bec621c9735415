import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'ava';
import glob from 'fast-glob';
import { z } from 'zod';
import { from } from '../../src/flow/flow.js';
import type { Sink } from '../../src/flow/sink.js';
import { map } from '../../src/flow/stage.js';
import { runPipeline } from '../../src/launch/run-pipeline.js';
import { OptionsError } from '../../src/options/parse.js';
import { packageRoot } from '../../src/run/package.js';
import { definePipeline, type Pipeline } from '../../src/run/pipeline.js';
import type { RunProgress } from '../../src/run/status.js';

test.before(() => {
	process.env.MMC_BACKEND = 'cpu';
});

const total: Sink<number, number> = {
	name: 'total',
	types: 'number → number',
	open() {
		let [done, sum] = [0, 0];
		return {
			write(x) {
				sum += x;
				return { done: ++done, unit: 'number', values: { sum } };
			},
			result: () => sum,
		};
	},
};

const sums = definePipeline({
	name: 'sums',
	summary: 'Sums the squares of numbers.',
	options: z.strictObject({ count: z.int().min(1), odd: z.boolean().default(true) }),
	preset: { odd: false },
	build: ({ count, odd }) =>
		from(() => Array.from({ length: count }, (_, i) => i))
			.via(
				map(
					'square',
					(x) => {
						if (!odd && x % 2 === 1) throw new Error('it is odd');
						return x * x;
					},
					{ onError: 'skip' },
				),
			)
			.into(total),
});

const newFolder = async () => path.join(await mkdtemp(path.join(tmpdir(), 'run-pipeline-')), 'run');
const readJson = async (...names: string[]) => JSON.parse(await readFile(path.join(...names), 'utf8'));

test('a pipeline runs from code, with the folder of a run and a typed result', async (t) => {
	const out = await newFolder();
	const progress: RunProgress[] = [];
	const result: number = await runPipeline(
		sums,
		{ count: 4, odd: true },
		{ out, seed: 3, onProgress: (each) => progress.push(each) },
	);
	t.is(result, 0 + 1 + 4 + 9);
	t.deepEqual(
		progress.map(({ done, values }) => [done, values!.sum]),
		[
			[1, 0],
			[2, 1],
			[3, 5],
			[4, 14],
		],
	);
	t.deepEqual(
		progress.at(-1)!.stages!.map(({ name }) => name),
		['source', 'square', 'total'],
	);
	const { pipeline, options, seed } = await readJson(out, 'options.json');
	t.deepEqual([pipeline, options, seed], ['sums', { count: 4, odd: true }, 3]);
	t.is((await readJson(out, 'status.json')).state, 'finished');
	t.deepEqual((await readdir(out)).sort(), ['options.json', 'report.html', 'stages.json', 'status.json']);
});

test('what keeps nothing from going on is told to `onNotice`, and the preset of the pipeline holds', async (t) => {
	const out = await newFolder();
	const notices: string[] = [];
	const settled = runPipeline(sums, { count: 3 }, { out, onNotice: (line) => notices.push(line) });
	await t.throwsAsync(settled, { name: 'DropRateError' });
	t.regex(notices[0]!, /^Left out: Stage `square` failed on item 1: it is odd$/);
	t.regex(notices[1]!, /quarantine\.jsonl/);
	t.is((await readJson(out, 'status.json')).state, 'failed');
});

test('options are checked before anything is made, and their types are the schema’s', async (t) => {
	const out = await newFolder();
	await t.throwsAsync(runPipeline(sums, { count: 0 }, { out }), {
		instanceOf: OptionsError,
		message: /`count`.*got `0`/,
	});
	// @ts-expect-error: `cuont` is no option.
	await t.throwsAsync(runPipeline(sums, { count: 1, cuont: 2 }, { out }), {
		message: /did you mean `count`/,
	});
	t.false(existsSync(out));
});

test('`signal` ends a run with its reason, `stop` with what there is', async (t) => {
	const early = await newFolder();
	await t.throwsAsync(
		runPipeline(sums, { count: 2 }, { out: early, signal: AbortSignal.abort(new Error('no')) }),
		{
			message: 'no',
		},
	);
	t.false(existsSync(early));

	const begin = async (kind: 'signal' | 'stop') => {
		const [out, end] = [await newFolder(), new AbortController()];
		const onProgress = ({ done }: RunProgress) => done === 3 && end.abort(new Error('enough'));
		return {
			out,
			sum: runPipeline(sums, { count: 1000, odd: true }, { out, [kind]: end.signal, onProgress }),
		};
	};
	const stopped = await begin('stop');
	t.true((await stopped.sum) < 1000);
	t.is((await readJson(stopped.out, 'status.json')).state, 'stopped');
	const aborted = await begin('signal');
	await t.throwsAsync(aborted.sum, { message: 'enough' });
	// Nothing had been added to a file: the same call can be made again.
	t.false(existsSync(aborted.out));
});

test('a folder that holds a run is not written over', async (t) => {
	const out = await newFolder();
	await runPipeline(sums, { count: 1 }, { out });
	await t.throwsAsync(runPipeline(sums, { count: 1 }, { out }), { message: /isn't empty/ });
});

test('each pipeline of the package is recorded by the name of its file', async (t) => {
	for (const file of await glob('pipelines/*.ts', { cwd: packageRoot })) {
		const { default: pipeline }: { default: Pipeline } = await import(path.join(packageRoot, file));
		t.is(pipeline.name, path.parse(file).name);
	}
});
