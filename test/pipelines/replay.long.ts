/** `mmc replay RUN STEP`: makes again what a run has written down of a step. */
import { readdirSync, readFileSync } from 'node:fs';
import { appendFile, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import test from 'ava';
import { MmcProcesses } from './_mmc.js';
import { temporaryFolder, tinyOptions, writePhotos } from './_tiny-run.js';

const terms = ['lossReconstruction', 'lossDistillation', 'lossClassDistillation', 'lossContrast'];
/** Four batches in a row, by the numbers of their last photos, of which a batch has four or five. */
const poisons = terms.map((term, i) => ({ term, from: 10 + 4 * i, to: 13 + 4 * i }));
/** From here on all batches are, so that the run ends. */
const end = { term: 'lossContrast', from: 48, to: 1000 };

const mmc = new MmcProcesses({ MMC_TEST_POISONS: JSON.stringify([...poisons, end]) });
let folder: string;
let run: string;
let stderr: string;
let incidents: { step: number; from: number; tensor: string; files: string[] }[];

test.before(async () => {
	folder = await temporaryFolder();
	run = path.join(folder, 'run');
	const photos = path.join(folder, 'photos');
	await writePhotos(photos);
	const options = path.join(folder, 'tiny.json');
	const settings = { steps: 30, classDistillation: { weight: 1 }, checkpoint: { everySteps: 2, keep: 9 } };
	await writeFile(options, JSON.stringify(tinyOptions(photos, settings)));
	const ended = await mmc.runToEnd('run', 'pretrain', '--options', options, '--out', run);
	stderr = ended.stderr;
	const lines = readFileSync(path.join(run, 'incidents.jsonl'), 'utf8').trim().split('\n');
	incidents = lines.map((line) => JSON.parse(line));
});

test.after.always(async () => {
	mmc.close();
	await rm(folder, { recursive: true });
});

test.serial('a run that ends after incidents in a row names the command', (t) => {
	const { step } = incidents.at(-1)!;
	t.true(stderr.includes(`\`mmc replay ${run} ${step}\` makes them again`), stderr);
	t.is(incidents.filter((incident) => incident.step === step).length, 5);
});

test.serial('batches refused for each of the terms are made again, to the last bit', async (t) => {
	const before = contentsOf(run);
	const { step } = incidents[0]!;
	const refused = incidents.filter((incident) => incident.step === step);
	t.deepEqual(
		refused.map(({ tensor }) => tensor),
		terms,
	);
	const { code, stdout, stderr } = await mmc.runToEnd('replay', run, String(step));
	t.is(code, 0, stdout + stderr);
	for (const [i, { tensor, files }] of refused.entries()) {
		t.regex(stdout, new RegExp(`Step ${step}, batch ${i + 1}: refused. Not finite first: ${tensor}`));
		t.regex(stdout, new RegExp(`  ${tensor} +NaN`));
		t.true(stdout.includes(`seed 0:\n    ${files.join('\n    ')}\n`));
	}

	t.regex(stdout, new RegExp(`Step ${step}: made\n {2}loss +\\d`));
	t.regex(stdout, /Reproduced: .* to the last bit/);
	t.deepEqual(contentsOf(run), before, 'the run stays as it is');
});

test.serial('the batches that ended the run are made again from the state kept for them', async (t) => {
	const step = incidents.at(-1)!.step;
	const kept = readdirSync(path.join(run, 'checkpoints')).filter((name) => name.startsWith('incident'));
	t.deepEqual(kept, [`incident-${String(step).padStart(6, '0')}.safetensors`]);
	const { code, stdout, stderr } = await mmc.runToEnd('replay', run, String(step));
	t.is(code, 0, stdout + stderr);
	t.true(stderr.includes(`From the state after step ${step - 1}: checkpoints/${kept[0]}`), stderr);
	t.is(stdout.match(/refused/g)?.length, 5);
});

test.serial('what comes out otherwise is shown, with exit code 1', async (t) => {
	const healthy = new MmcProcesses();
	t.teardown(() => healthy.close());
	const { step, tensor } = incidents[0]!;
	const { code, stdout } = await healthy.runToEnd('replay', run, String(step));
	t.is(code, 1);
	t.true(stdout.includes('Not reproduced. What the run has, and what it is now:'), stdout);
	t.true(stdout.includes(`incident 1.tensor: "${tensor}" → not set`), stdout);
});

test.serial(
	'steps before the oldest checkpoint and behind the end are refused, and runs without steps',
	async (t) => {
		const replay = async (...args: readonly string[]) => (await mmc.runToEnd('replay', ...args)).stderr;
		t.regex(await replay(run, '1'), /Step 1 can't be made again: .* its checkpoints are of steps 2, 4/);
		t.regex(await replay(run, '99'), /has no step 99 to make again: it has steps 1 to \d+$/m);
		t.regex(await replay(folder, '1'), /options.json/);
		t.regex(await replay(run, '0'), /a whole number from 1 to/);

		const options = path.join(run, 'options.json');
		const text = await readFile(options, 'utf8');
		t.teardown(() => writeFile(options, text));
		await writeFile(options, text.replace('"pipeline": "pretrain"', '"pipeline": "segment"'));
		t.regex(await replay(run, '1'), /is a run of `segment`, which is no training/);
	},
);

test.serial('a damaged state is passed over for the one before', async (t) => {
	const { step } = incidents.at(-1)!;
	const name = `incident-${String(step).padStart(6, '0')}.safetensors`;
	await appendFile(path.join(run, 'checkpoints', name), 'damage');
	const { code, stderr } = await mmc.runToEnd('replay', run, String(step));
	t.is(code, 0, stderr);
	t.regex(stderr, new RegExp(`damaged checkpoint: .*${name}`));
});

/** All that a run holds, but for times of reading. */
function contentsOf(run: string): object {
	const files = readdirSync(run, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
	return Object.fromEntries(
		files.map(({ parentPath, name }) => {
			const file = path.join(parentPath, name);
			return [file, readFileSync(file, 'base64')];
		}),
	);
}
