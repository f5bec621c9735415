import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'ava';
import type { EmbeddedPhoto } from '../../../src/eval/items.js';
import { readRecords, recordsFile } from '../../../src/eval/statistics/records.js';
import { from } from '../../../src/flow/flow.js';
import { resource } from '../../../src/flow/resource.js';
import { openRunFolder } from '../../../src/run/folder.js';
import { metric } from '../../../stages/segment/metric.js';
import { patchSimilarity } from '../../../stages/segment/patch-similarity.js';
import { promptOptions, promptSampling } from '../../../stages/segment/prompt-sampling.js';
import { promptSweep } from '../../../stages/segment/prompt-sweep.js';
import { similarity } from '../../../stages/segment/similarity.js';
import { similaritySummary } from '../../../stages/segment/similarity-summary.js';
import { summary, writeTables } from '../../../stages/segment/summary.js';
import { threshold } from '../../../stages/segment/threshold.js';
import { writeShard } from '../../../stages/segment/write-shard.js';
import { writeSummary } from '../../../stages/segment/write-summary.js';
import { golden, photo } from '../../eval/_drawn.js';
import { near } from '../../math/_near.js';
import { sinkContract } from '../../support/sink-contract.js';
import { stageContract } from '../../support/stage-contract.js';

const newFolder = async () =>
	openRunFolder(path.join(await mkdtemp(path.join(tmpdir(), 'mmc-eval-')), 'run'));
const photos = [0, 1, 2].map((position): EmbeddedPhoto => {
	return { ...photo, position, name: `${position}.png`, objects: photo.objects.slice(0, 4 - position) };
});
const { count, seed } = promptOptions.parse({});

async function segment(items: readonly EmbeddedPhoto[], score: 'cosine' | 'disc' = 'cosine') {
	const folder = await newFolder();
	const result = await from(() => items)
		.via(promptSampling({ mode: 'centre', count, seed }))
		.via(similarity(score))
		.via(threshold({ component: false }))
		.via(metric)
		.into(summary(folder))
		.run();
	folder.close();
	const read = (name: string) => readFile(folder.path(name), 'utf8');
	return { folder, result, instances: await read('instances.csv'), curve: await read('curve.csv') };
}

test('photos go in, a summary and tables come out', async (t) => {
	const { result, instances, curve } = await segment(photos);
	t.is(result.metrics.meanIoU!.count, 9);
	const oracles = [0, 1, 2, 3, 0, 1, 2, 0, 1].map((i) => golden.objects[i]!.oracle);
	near(t, result.metrics.meanIoUOracle!.value!, oracles.reduce((sum, value) => sum + value, 0) / 9);
	const rows = instances.trimEnd().split('\n');
	t.is(rows.length, 10);
	t.regex(rows[1]!, /^0\.png,ellipse,round,479,18,20,0\.\d+,/);
	t.is(curve.split('\n').length, 112);
});

test('shards merge into the same bytes', async (t) => {
	const whole = await segment(photos);
	const shards = [
		await segment(photos.filter((_, i) => i % 2 === 1)),
		await segment([photos[0]!, photos[2]!]),
	];
	const files = shards.map(({ folder }) => folder.path(recordsFile));
	const folder = await newFolder();
	const merged = await writeTables(folder, () => readRecords(files));
	folder.close();
	t.is(JSON.stringify(merged), JSON.stringify(whole.result));
	t.is(await readFile(folder.path('instances.csv'), 'utf8'), whole.instances);
	t.is(await readFile(folder.path('curve.csv'), 'utf8'), whole.curve);
});

test('the disc needs no features', async (t) => {
	const features = { ...photo.features, dimensions: 0, values: new Float64Array(0) };
	const { result } = await segment([{ ...photo, features }], 'disc');
	const mean = golden.objects.reduce((sum, { disc }) => sum + disc.averagePrecision, 0) / 5;
	near(t, result.metrics.averagePrecision!.value!, mean);
});

test('the sweep over all prompts ends in the same summary', async (t) => {
	const folder = await newFolder();
	const { metrics } = await from(() => [photo])
		.via(promptSweep)
		.into(summary(folder))
		.run();
	folder.close();
	t.is(metrics.meanIoU!.count, 4);
	t.is(metrics.boundaryF!.value, null);
	const oracles = golden.objects.flatMap(({ sweep }) => (sweep ? [sweep.oracle] : []));
	near(t, metrics.meanIoUOracle!.value!, oracles.reduce((sum, value) => sum + value, 0) / 4);
});

test('intra- and inter-object similarities end in a summary and a table', async (t) => {
	const folder = await newFolder();
	const { metrics } = await from(() => [photo])
		.via(patchSimilarity)
		.into(similaritySummary(folder))
		.run();
	folder.close();
	near(t, metrics.overlap!.value!, golden.similarity.inter.overlap);
	t.is((await readFile(folder.path('similarity.csv'), 'utf8')).trimEnd().split('\n').length, 201);
});

test('no object to evaluate is an error with a remedy', async (t) => {
	await t.throwsAsync(segment([{ ...photo, objects: [] }]), { message: /No object was evaluated/ });
});

test.serial('each stage meets the contract', async (t) => {
	const small = from(() => photos.slice(1));
	const prompted = small.via(promptSampling({ mode: 'centre', count, seed }));
	const scored = prompted.via(similarity());
	const thresholded = scored.via(threshold({ component: true }));
	await stageContract(t, { stage: similarity(), input: prompted });
	await stageContract(t, { stage: similarity('disc'), input: prompted });
	await stageContract(t, { stage: threshold({ component: true }), input: scored });
	await stageContract(t, { stage: metric, input: thresholded });
	await stageContract(t, { stage: promptSweep, input: small });
	await stageContract(t, { stage: patchSimilarity, input: small });
});

test.serial('each sink meets the contract', async (t) => {
	const records = from(() => photos.slice(1))
		.via(promptSampling({ mode: 'centre', count, seed }))
		.via(similarity())
		.via(threshold({ component: false }))
		.via(metric);
	const compared = from(() => photos.slice(1)).via(patchSimilarity);
	const frame = resource('frame', () => ({
		protocol: { seed },
		model: { weights: 'drawn' },
		optionsHash: '0',
		seed: 0,
		versions: {},
	}));
	await sinkContract(t, { sink: (folder) => summary(folder), input: records });
	await sinkContract(t, { sink: similaritySummary, input: compared });
	const shardFrame = resource('shard-frame', { needs: [frame] }, () => ({
		shard: { index: 1, count: 2 },
		summary: frame.value,
	}));
	await sinkContract(t, { sink: (folder) => writeShard(folder, recordsFile, shardFrame), input: records });
	await sinkContract(t, {
		sink: (folder) => writeSummary(folder, () => summary(folder, 0.5), frame),
		input: records,
	});
});
