/** `mmc run pretrain` from photos to weights: what it leaves behind is what other programs rely on. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'ava';
import { loadVit } from '../../src/nn/files/load-vit.js';
import { tf } from '../../src/nn/tf/tf.js';
import { optionsHash } from '../../src/options/parse.js';
import { packageRoot, packageVersion } from '../../src/run/package.js';
import { eventFolder } from '../../src/tensorboard/event-file.js';
import { scalarsOf } from '../../src/tensorboard/scalars.js';
import { assertTrace } from '../profile/_trace.js';
import { assertSelfContained } from '../report/_page.js';
import { useBackend } from '../support/backend.js';
import { callMmc } from '../support/call-mmc.js';
import { eventsIn } from '../support/events.js';

const [steps, photos, batchSize] = [6, 127, 8];

const tiny = JSON.stringify({
	data: { files: path.join(packageRoot, 'fixtures/photos') },
	model: { size: 'micro', patch: 8 },
	views: { size: 32 },
	corruption: { align: 8 },
	distillation: { prototypes: 32, hidden: 16, bottleneck: 8 },
	contrast: { hidden: 16, out: 8 },
	optimiser: { warmUpEpochs: 0.1, learningRate: 0.01 },
	batchSize,
	steps,
});

/** The names that stay: other programs read them. */
const metricNames = [
	'step',
	'epoch',
	'loss',
	'lossReconstruction',
	'lossDistillation',
	'lossContrast',
	'learningRate',
	'imagesPerSecond',
];

const stdouts: Record<string, string> = {};
const seeds = { first: 7, again: 7, other: 8 };
const folder = mkdtempSync(path.join(tmpdir(), 'pretrain-'));
const read = (file: string) => readFileSync(path.join(folder, file));
const readJson = (file: string) => JSON.parse(read(file).toString());

test.before(useBackend);

test.before(async (t) => {
	writeFileSync(path.join(folder, 'tiny.json'), tiny);
	for (const [run, seed] of Object.entries(seeds)) {
		const args = [
			'run',
			'pretrain',
			'--options',
			'tiny.json',
			'--seed',
			String(seed),
			'--out',
			run,
			...(run === 'again' ? ['--profile'] : []),
		];
		const { code, stdout, stderr } = await callMmc(args, { cwd: folder });
		t.is(code, 0, stderr);
		stdouts[run] = stdout;
		t.regex(stdout, /^Trained 6 steps\. Losses of the last: reconstruction \d\.\d+, distillation \d/m);
		t.true(
			stderr.includes(
				`Found 127 photos in ${path.join(packageRoot, 'fixtures/photos')}: 115 to train on, 12 held out\n`,
			),
			stderr,
		);
		t.regex(stderr, /^6 steps of 8 photos, 0\.417 epochs$/m);
		t.true(stdout.includes(`Written to ${run}: student.safetensors, teacher.safetensors, metrics.jsonl`));
		t.regex(
			stderr,
			/^pretrain 6\/6 steps 100%.*lossReconstruction=.*lossDistillation=.*lossContrast=.*learningRate=/m,
		);
	}
});

test.after.always(() => rmSync(folder, { recursive: true }));

test('options.json holds what made the run', (t) => {
	const { options, ...made } = readJson('first/options.json');
	t.like(made, { pipeline: 'pretrain', seed: 7, hash: optionsHash(options) });
	t.like(made.versions, { 'masked-momentum': packageVersion, node: process.versions.node });
	t.like(options, { batchSize, steps, views: { size: 32, flip: 0.5 } }, 'the defaults too');
	t.true('gitRevision' in made);
});

const metricsOf = (run: string): Record<string, number>[] => {
	const lines = read(`${run}/metrics.jsonl`).toString().trim().split('\n');
	return lines.map((line) => JSON.parse(line));
};

test('metrics.jsonl has a line a step, of the names that stay', (t) => {
	const metrics = metricsOf('first');
	t.deepEqual(
		metrics.map(({ step }) => step),
		[1, 2, 3, 4, 5, 6],
	);
	for (const line of metrics) {
		for (const name of metricNames) t.true(Number.isFinite(line[name]), `\`${name}\` of step ${line.step}`);
		t.is(line.epoch, Math.floor((line.step! * batchSize - 1) / photos));
	}
});

test('TensorBoard is told every figure of every step, and shown pictures', (t) => {
	const events = eventsIn(path.join(folder, 'first', eventFolder));
	const told = events.filter(({ scalars }) => 'train/loss' in scalars);
	const lines = metricsOf('first').map((line) => {
		const tagged = Object.entries(scalarsOf(line)).map(([tag, value]) => [tag, Math.fround(value)]);
		return { step: line.step, scalars: Object.fromEntries(tagged) };
	});
	t.deepEqual(
		told.map(({ step, scalars }) => ({ step, scalars })),
		lines as typeof told,
	);
	const pictures = events.flatMap(({ step, pictures }) => Object.keys(pictures).map((tag) => [step, tag]));
	t.deepEqual(pictures, [
		[1, 'pictures/views'],
		[1, 'pictures/reconstruction'],
		[1, 'pictures/similarity'],
		[6, 'pictures/reconstruction'],
		[6, 'pictures/similarity'],
	]);
});

test('--profile prints the time by operation and stage, writes a trace, and changes nothing', (t) => {
	t.regex(stdouts.again!, /^operation +calls +time.*^all operations +\d+ .*^student-gradients +6 /ms);
	t.true(stdouts.again!.includes('The trace for ui.perfetto.dev and chrome://tracing: again/trace.json'));
	t.false(stdouts.first!.includes('all operations'));
	const events = assertTrace(t, read('again/trace.json').toString());
	t.is(events.filter(({ name, cat }) => cat === 'stage' && name === 'optimiser-step').length, steps);
	t.true(events.filter(({ cat, name }) => cat === 'operation' && /MatMul|graph/.test(name)).length > steps);
});

test('report.html shows curves, pictures, options and stages, and needs nothing else', (t) => {
	const page = read('first/report.html').toString();
	assertSelfContained(t, page);
	t.regex(page, /class="state finished"/);
	const charts = [...page.matchAll(/<figcaption><span>(\w+)<\/span><output/g)].map(([, title]) => title);
	t.deepEqual(charts.slice(0, 4), ['loss', 'lossReconstruction', 'lossDistillation', 'lossContrast']);
	t.is(page.match(/<img /g)!.length, 5, 'the views once, two pictures of two steps');
	const [changed] = page.split('<details>') as [string];
	t.true(changed.includes('<code>batchSize</code>'));
	t.false(changed.includes('<code>views.flip</code>'));
	t.true(page.includes('<code>student-gradients</code>'));
});

test('mmc watch tells how the run ended', async (t) => {
	const { code, stdout, stderr } = await callMmc(['watch', 'first'], { cwd: folder });
	t.is(code, 0, stderr);
	t.regex(stdout, /^pretrain 6\/6 steps 100%.*lossReconstruction=/m);
	t.regex(stdout, /^Finished in \d+:\d\d; the results are in first$/m);
});

test('stages.json tells what each stage did', (t) => {
	const stages: Record<string, unknown>[] = readJson('first/stages.json');
	const step = stages.find(({ name }) => name === 'optimiser-step');
	t.like(step, { types: 'GradientBatch → UpdatedBatch', received: steps, emitted: steps, skipped: 0 });
	for (const { busy, waitingForInput, waitingForRoom } of stages) {
		for (const seconds of [busy, waitingForInput, waitingForRoom]) t.true(Number(seconds) >= 0);
	}
});

test('the networks can be read, and are of the size asked for', async (t) => {
	for (const network of ['student', 'teacher']) {
		const { config, weights } = await loadVit(path.join(folder, `first/${network}.safetensors`));
		t.like(config, { patch: 8, imageSize: 32 });
		t.true(Object.values(weights).every((weight) => weight.dataSync().every(Number.isFinite)));
		tf.dispose(weights);
	}
});

test('the same seed gives the same metrics and the same bytes, another seed does not', (t) => {
	const timeless = (run: string) => metricsOf(run).map(({ imagesPerSecond, ...rest }) => rest);
	t.deepEqual(timeless('again'), timeless('first'));
	t.notDeepEqual(timeless('other'), timeless('first'));
	for (const file of ['student.safetensors', 'teacher.safetensors']) {
		t.true(read(`again/${file}`).equals(read(`first/${file}`)), file);
		t.false(read(`other/${file}`).equals(read(`first/${file}`)), file);
	}
});

test('--dry-run says what would be done, and writes nothing', async (t) => {
	const args = ['run', 'pretrain', '--options', 'tiny.json', '--out', 'none', '--dry-run'];
	const { code, stdout } = await callMmc(args, { cwd: folder });
	t.is(code, 0);
	t.regex(stdout, /^ViT-micro\/8, 0\.\d+ M parameters .*\nComputing in \w+ .*\n/);
	t.regex(stdout, /^Found 127 photos in .*: 115 to train on, 12 held out\n6 steps of 8 photos/m);
	t.regex(stdout, /Nothing was run or written \(`--dry-run`\)\n$/);
	t.false(existsSync(path.join(folder, 'none')));
});
