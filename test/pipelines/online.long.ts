/** A training that is evaluated while it goes on, and keeps its best checkpoint. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import sharp from 'sharp';
import { mulberry32 } from '../../src/math/random.js';
import { packageRoot } from '../../src/run/package.js';
import { MmcProcesses } from './_mmc.js';
import { metricsOf, resultOf, temporaryFolder, tinyOptions } from './_tiny-run.js';

const mmc = new MmcProcesses();
const drawn = path.join(packageRoot, 'fixtures/drawn');
const online = [
	...['online.dataset.kind=coco', `online.dataset.root=${drawn}`, 'online.tokens=16', 'online.everySteps=3'],
	'checkpoint.everySteps=2',
];
let folder: string;
let options: string;
let evaluated: string;
let stdout: string;

/** A hundred photos in a folder for each of two classes: reddish and bluish noise. */
async function writeClasses(photos: string): Promise<void> {
	const random = mulberry32(1);
	for (let photo = 0; photo < 100; photo++) {
		const bright = photo % 2 === 0 ? 0 : 2;
		const pixels = Uint8Array.from(
			{ length: 20 * 20 * 3 },
			(_, i) => (i % 3 === bright ? 256 : 60) * random(),
		);
		const file = path.join(photos, bright === 0 ? 'red' : 'blue', `${photo}.png`);
		await mkdir(path.dirname(file), { recursive: true });
		await sharp(pixels, { raw: { width: 20, height: 20, channels: 3 } }).toFile(file);
	}
}

test.before(async () => {
	folder = await temporaryFolder();
	options = path.join(folder, 'tiny.json');
	evaluated = path.join(folder, 'evaluated');
	const photos = path.join(folder, 'photos');
	await writeClasses(photos);
	const optimiser = { warmUpEpochs: 0, learningRate: 0.01 };
	await writeFile(options, JSON.stringify(tinyOptions(photos, { steps: 10, optimiser })));
	({ stdout } = await mmc.runToEnd(...begin(evaluated, ...online)));
});

test.after.always(async () => {
	mmc.close();
	await rm(folder, { recursive: true });
});

interface Line {
	readonly step: number;
	readonly online?: Readonly<Record<string, number>>;
}

const linesOf = (run: string) => metricsOf(run) as unknown as Line[];
const figures = ['meanIoU', 'threshold', 'averagePrecision', 'knn20'];

test.serial('its figures stand in metrics.jsonl and TensorBoard, and are told at the end', (t) => {
	const lines = linesOf(evaluated).filter((line) => line.online);
	t.deepEqual(
		lines.map(({ step }) => step),
		[1, 3, 6, 9, 10],
	);
	for (const { online } of lines) {
		t.deepEqual(Object.keys(online!), figures);
		for (const figure of figures) t.true(online![figure]! >= -1 && online![figure]! <= 1, figure);
	}

	t.is(lines[0]!.online!.knn20, 1, 'colour tells these classes apart');
	t.regex(
		stdout,
		/Evaluated at step 10: mean IoU .*%, average precision .*%, 20-NN 100\.0%. Evaluating took .*% of/,
	);
});

test.serial('the last figures are those of `segment`', async (t) => {
	const run = path.join(folder, 'segment');
	const set = ['dataset.kind=coco', `dataset.root=${drawn}`, `model.weights=${evaluated}`, 'model.tokens=16'];
	const { code, stderr } = await mmc.runToEnd(
		...['run', 'segment', '--out', run],
		...set.flatMap((s) => ['--set', s]),
	);
	t.is(code, 0, stderr);
	const { metrics } = JSON.parse(readFileSync(path.join(run, 'summary.json'), 'utf8'));
	const last = linesOf(evaluated).at(-1)!.online!;
	for (const figure of ['meanIoU', 'averagePrecision'])
		t.true(
			Math.abs(metrics[figure].value - last[figure]!) < 1e-6,
			`${metrics[figure].value} ${last[figure]}`,
		);
});

test.serial('the training is the same to the last bit without it', async (t) => {
	const without = path.join(folder, 'without');
	t.is((await mmc.runToEnd(...begin(without, 'online.neighbours=0'))).code, 0);
	t.false(linesOf(without).some((line) => line.online));
	const hashes = (run: string) =>
		Object.fromEntries(Object.entries(resultOf(run)).filter(([name]) => name.endsWith('.safetensors')));
	t.is(Object.keys(hashes(evaluated)).length, 3);
	t.deepEqual(hashes(without), hashes(evaluated));
});

const bestFiles = (run: string) =>
	readdirSync(path.join(run, 'checkpoints')).filter((name) => name.startsWith('best-'));

test.serial('the best checkpoint stays, and can be measured by its path', async (t) => {
	const best = bestOf(evaluated);
	t.true(bestFiles(evaluated).includes(best), stdout);
	const file = path.join(evaluated, 'checkpoints', best);
	t.true(stdout.includes(`Best by online.meanIoU: step ${stepOf(best)} (`), stdout);
	t.true(stdout.includes(`kept as ${file}`), stdout);

	const run = path.join(folder, 'segment-best');
	const set = ['dataset.kind=coco', `dataset.root=${drawn}`, `model.weights=${file}`, 'model.tokens=16'];
	t.is(
		(await mmc.runToEnd(...['run', 'segment', '--out', run], ...set.flatMap((s) => ['--set', s]))).code,
		0,
	);
	const { metrics } = JSON.parse(readFileSync(path.join(run, 'summary.json'), 'utf8'));
	const line = linesOf(evaluated).find(({ step }) => step === stepOf(best))!;
	t.true(Math.abs(metrics.meanIoU.value - line.online!.meanIoU!) < 1e-6);
});

test.serial('a run that was killed goes on to the same figures and the same best checkpoint', async (t) => {
	t.timeout(180_000);
	const run = path.join(folder, 'killed');
	const running = await mmc.run(...begin(run, ...online));
	const file = path.join(run, 'metrics.jsonl');
	const lines = () => (existsSync(file) ? readFileSync(file, 'utf8').split('\n').length - 1 : 0);
	while (lines() < 7) await sleep(2);
	running.kill('SIGKILL');
	t.is((await running.ended).code, 'SIGKILL');
	const resumed = await mmc.runToEnd('run', 'pretrain', '--resume', run);
	t.is(resumed.code, 0, resumed.stderr);
	t.deepEqual(resultOf(run), resultOf(evaluated));
	const bytes = (of: string) => readFileSync(path.join(of, 'checkpoints', bestOf(evaluated)));
	t.true(bytes(run).equals(bytes(evaluated)));
	t.true(resumed.stdout.includes(`Best by online.meanIoU: step ${stepOf(bestOf(evaluated))} (`));
});

test.serial('a figure that nothing measures is refused before anything is computed', async (t) => {
	const run = path.join(folder, 'refused');
	const { code, stderr } = await mmc.runToEnd(...begin(run, 'checkpoint.best=online.meanIoU'));
	t.is(code, 1);
	t.regex(stderr, /`checkpoint.best` is `online.meanIoU`, which nothing measures/);
	t.false(existsSync(run));
});

function begin(run: string, ...settings: readonly string[]): string[] {
	const set = settings.flatMap((setting) => ['--set', setting]);
	return ['run', 'pretrain', '--options', options, '--out', run, ...set];
}

/** By the lines of metrics. */
function bestOf(run: string): string {
	const lines = linesOf(run).filter((line) => line.online);
	const greatest = Math.max(...lines.map(({ online }) => online!.meanIoU!));
	const { step } = lines.find(({ online }) => online!.meanIoU === greatest)!;
	return `best-${String(step).padStart(6, '0')}.safetensors`;
}

function stepOf(file: string): number {
	return Number.parseInt(file.slice('best-'.length), 10);
}
