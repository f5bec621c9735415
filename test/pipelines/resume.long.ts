/** What `resume.ts` does once, many times over, and the other ways in which a run ends before its end. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { mulberry32 } from '../../src/math/random.js';
import { openRunFolder } from '../../src/run/folder.js';
import { MmcProcesses } from './_mmc.js';
import {
	begin,
	folder,
	linesOf,
	makeWhole,
	mmc,
	removeRuns,
	resume,
	steps,
	untilLines,
	whole,
} from './_resumed.js';
import { metricsOf, resultOf } from './_tiny-run.js';

/** What the moments of the kills are drawn from. */
const seeds = [1, 20261201];
const kills = 25;
const longSteps = 2 * kills;

test.before(makeWhole);
test.after.always(removeRuns);

for (const seed of seeds) {
	test.serial(
		`a run killed ${kills} times ends with the bytes of one that was not interrupted, seed ${seed}`,
		async (t) => {
			const uninterrupted = path.join(folder, `uninterrupted-${seed}`);
			await mmc.runToEnd(...begin(uninterrupted, `steps=${longSteps}`));
			const stepTime =
				(1000 * 4) / median(metricsOf(uninterrupted).map(({ imagesPerSecond }) => imagesPerSecond!));

			const random = mulberry32(seed);
			const run = path.join(folder, `killed-${seed}`);
			const killedAt: number[] = [];
			while (killedAt.length < kills) {
				// So late that the run could end by itself it is killed while it begins.
				const lines = Math.min(linesOf(run) + Math.floor(3 * random()), longSteps - 8);
				const begun = existsSync(path.join(run, 'options.json'));
				const running = await mmc.run(
					...(begun ? resume(run) : begin(run, `steps=${longSteps}`, 'checkpoint.everySteps=2')),
				);
				await untilLines(run, lines, running);
				await sleep(2 * stepTime * random());
				running.kill('SIGKILL');
				const { code, stderr } = await running.ended;
				if (!t.is(code, 'SIGKILL', stderr)) return;
				killedAt.push(linesOf(run));
			}

			t.log(`lines of metrics at each kill: ${killedAt.join(' ')}`);
			const { code, stderr } = await mmc.runToEnd(...resume(run));
			t.is(code, 0, stderr);
			t.deepEqual(resultOf(run), resultOf(uninterrupted));
			t.deepEqual(leftOut(run), leftOut(uninterrupted), 'what was left out is listed once');
		},
	);
}

test.serial(
	'a run killed around an incident ends with the same bytes, and the incident is written once',
	async (t) => {
		const poisons = JSON.stringify([{ term: 'lossContrast', from: 12, to: 21 }]); // Two batches in a row.
		const poisoned = new MmcProcesses({ MMC_TEST_POISONS: poisons });
		t.teardown(() => poisoned.close());
		const [once, twice] = [path.join(folder, 'incident-once'), path.join(folder, 'incident-twice')];
		t.is((await poisoned.runToEnd(...begin(once, 'steps=20'))).code, 0);
		const text = incidentsOf(once);
		t.is(text.split('\n').length, 3, text);
		const { step } = JSON.parse(text.split('\n')[0]!);

		const every = step - 1;
		let resumed = await poisoned.run(...begin(twice, 'steps=20', `checkpoint.everySteps=${every}`));
		// Killed with a checkpoint of just before the incident, then with one of after it.
		for (const lines of [step, 2 * every]) {
			await untilLines(twice, lines, resumed);
			resumed.kill('SIGKILL');
			t.is((await resumed.ended).code, 'SIGKILL');
			t.true(incidentsOf(twice).startsWith(text.split('\n')[0]!), 'the incident was before the kill');
			resumed = await poisoned.run(...resume(twice));
		}

		t.is((await resumed.ended).code, 0);
		t.deepEqual(resultOf(twice), resultOf(once));
		t.is(incidentsOf(twice), text);
	},
);

test.serial('a run that another process works on is refused, and comes to no harm', async (t) => {
	const run = path.join(folder, 'claimed');
	const running = await mmc.run(...begin(run, 'checkpoint.everySteps=2'));
	await untilLines(run, 3, running);
	running.kill('SIGSTOP'); // For it to be there still when the other one looks.
	const second = await mmc.runToEnd(...resume(run));
	running.kill('SIGCONT');
	t.is(second.code, 1);
	t.regex(second.stderr, /`.*claimed` is being worked on by process \d+: end it first/);
	t.is((await running.ended).code, 0);
	t.deepEqual(resultOf(run), resultOf(whole));
	t.false(existsSync(path.join(run, 'run.lock')));
});

test.serial('a second signal stops at once, with the code that shells give it', async (t) => {
	const run = path.join(folder, 'interrupted');
	const running = await mmc.run(...begin(run));
	await untilLines(run, 2, running);
	running.kill('SIGINT');
	running.kill('SIGTERM');
	const { code, stderr } = await running.ended;
	// Two signals at once come in either order; `test/cli/signals.ts` holds which code is which signal's.
	t.true(code === 130 || code === 143, stderr);
	t.regex(stderr, /Stopped at once/);
	t.false(existsSync(path.join(run, 'checkpoints')));
});

test.serial('a fork starts a new run from the state, with other options', async (t) => {
	const run = path.join(folder, 'fork');
	const more = `steps=${steps + 3}`;
	const { code, stderr } = await mmc.runToEnd(...resume(whole), '--fork', '--out', run, '--set', more);
	t.is(code, 0, stderr);
	t.true(stderr.includes(`Changed: steps: ${steps} → ${steps + 3}`));
	t.deepEqual(
		metricsOf(run).map(({ step }) => step),
		[steps + 1, steps + 2, steps + 3],
	);
	const { forkedFrom } = JSON.parse(readFileSync(path.join(run, 'options.json'), 'utf8'));
	t.deepEqual(forkedFrom, { run: whole, step: steps });
});

test.serial('wasm resumes bit for bit as well', async (t) => {
	const wasm = new MmcProcesses({ MMC_BACKEND: 'wasm' });
	t.teardown(() => wasm.close());
	const [once, twice] = [path.join(folder, 'wasm-once'), path.join(folder, 'wasm-twice')];
	t.is((await wasm.runToEnd(...begin(once, 'steps=4'))).code, 0);
	const running = await wasm.run(...begin(twice, 'steps=4', 'checkpoint.everySteps=1'));
	await untilLines(twice, 2, running);
	running.kill('SIGKILL');
	await running.ended;
	t.is((await wasm.runToEnd(...resume(twice))).code, 0);
	t.deepEqual(resultOf(twice), resultOf(once));
});

test.serial('batches computed in parts are resumed bit for bit, and learn what whole ones do', async (t) => {
	const [once, twice] = [path.join(folder, 'parts-once'), path.join(folder, 'parts-twice')];
	t.is((await mmc.runToEnd(...begin(once, 'microBatch=3'))).code, 0);
	const running = await mmc.run(...begin(twice, 'microBatch=3', 'checkpoint.everySteps=1'));
	await untilLines(twice, 3, running);
	running.kill('SIGKILL');
	await running.ended;
	t.is((await mmc.runToEnd(...resume(twice))).code, 0);
	t.deepEqual(resultOf(twice), resultOf(once));

	const [inParts, atOnce] = [once, whole].map((run) => metricsOf(run)[0]!) as [Metrics, Metrics];
	for (const name of ['lossReconstruction', 'lossDistillation', 'lossContrast', 'gradientNorm'])
		t.true(Math.abs(inParts[name]! / atOnce[name]! - 1) < 1e-4, `${name}: ${inParts[name]}, ${atOnce[name]}`);
});

const onSmallDisk = canMount() ? test.serial : test.serial.skip;
onSmallDisk(
	`a full disk stops the run, and leaves a checkpoint to go on from${canMount() ? '' : ' (needs the right to mount a tmpfs)'}`,
	async (t) => {
		const disk = path.join(folder, 'disk');
		mountDisk(disk, '22m');
		t.teardown(() => execFileSync('umount', [disk]));
		const run = path.join(disk, 'run');
		const full = await mmc.runToEnd(...begin(run, 'checkpoint.everySteps=2'));
		t.is(full.code, 1);
		t.regex(full.stderr, /Can't write to `.*`: the disk is full: free some space/);
		t.deepEqual(readdirSync(path.join(run, 'checkpoints')), ['step-000002.safetensors']);

		execFileSync('mount', ['-o', 'remount,ro', disk]);
		t.throws(() => openRunFolder(run, { resume: true }), {
			message: /Can't write to `.*`: the disk is read-only/,
		});

		execFileSync('mount', ['-o', 'remount,rw,size=64m', disk]);
		const resumed = await mmc.runToEnd(...resume(run));
		t.is(resumed.code, 0, resumed.stderr);
		t.deepEqual(resultOf(run), resultOf(whole));
	},
);

type Metrics = Record<string, number>;

function incidentsOf(run: string): string {
	return readFileSync(path.join(run, 'incidents.jsonl'), 'utf8');
}

/** The numbers of the source's items in quarantine, but for the last ones, read ahead and never used. */
function leftOut(run: string): number[] {
	const lines = readFileSync(path.join(run, 'quarantine.jsonl'), 'utf8').trim().split('\n');
	const items = lines.map((line) => Number(JSON.parse(line).item.replace('item ', '')));
	return items.filter((item) => item < 4 * longSteps);
}

function mountDisk(disk: string, size: string): void {
	mkdirSync(disk, { recursive: true });
	execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', disk], { stdio: 'pipe' });
}

function canMount(): boolean {
	const disk = path.join(folder, 'tried-disk');
	try {
		mountDisk(disk, '1m');
		execFileSync('umount', [disk]);
		return true;
	} catch {
		return false;
	} finally {
		rmSync(disk, { recursive: true });
	}
}

function median(values: readonly number[]): number {
	return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
