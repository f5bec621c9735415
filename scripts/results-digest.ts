/**
 * Prints what a short training and an evaluation compute, to the last bit. A change that is not meant to change results
 * prints the same lines before and after it, on one machine:
 *
 *   node --import=tsx scripts/results-digest.ts [CHECKOUT] [COCO]  > after.txt
 *
 * `CHECKOUT` is the folder of the program to run (this one by default), `COCO` a COCO data set to segment as well.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { packageRoot } from '../src/run/package.js';

const [checkout = packageRoot, coco] = process.argv.slice(2);
const folder = mkdtempSync(path.join(tmpdir(), 'mmc-digest-'));

function mmc(name: string, pipeline: string, ...settings: string[]): string {
	const out = path.join(folder, name);
	const options = settings.flatMap((setting) => ['--set', setting]);
	const args = [path.join(checkout, 'bin/mmc.js'), 'run', pipeline, ...options, '--seed', '7', '--out', out];
	execFileSync(process.execPath, args, { cwd: checkout, stdio: ['ignore', 'ignore', 'inherit'] });
	return out;
}

const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex').slice(0, 16);

/** The bytes of all tensors, without the header, which tells of versions. */
function tensorBytes(file: string): Uint8Array {
	const bytes = readFileSync(file);
	return bytes.subarray(8 + Number(bytes.readBigUInt64LE(0)));
}

/** The figures of a step that no clock goes into. */
function printTraining(name: string, run: string): void {
	for (const line of readFileSync(path.join(run, 'metrics.jsonl'), 'utf8').trim().split('\n')) {
		const step = JSON.parse(line) as Record<string, unknown>;
		const losses = Object.entries(step).filter(([key]) => /^(loss|gradientNorm$)/.test(key));
		console.log(name, step.step, ...losses.map(([key, value]) => `${key}=${value}`));
	}

	for (const network of ['student', 'teacher'])
		console.log(name, network, sha256(tensorBytes(path.join(run, `${network}.safetensors`))));
}

function printEvaluation(name: string, run: string): void {
	for (const file of readdirSync(run).filter((file) => file.endsWith('.csv')))
		console.log(name, file, sha256(readFileSync(path.join(run, file))));
}

try {
	const steps = ['steps=20', 'optimiser.warmUpEpochs=1'];
	const run = mmc('pretrain', 'pretrain-tiny', ...steps);
	printTraining('pretrain-tiny', run);
	printTraining(
		'micro-batches',
		mmc('parts', 'pretrain-tiny', 'steps=4', 'optimiser.warmUpEpochs=0', 'microBatch=12'),
	);
	const network = [`model.weights=${run}`, 'model.tokens=196'];
	const sets = { objects: 'fixtures/objects', drawn: 'fixtures/drawn', ...(coco && { coco }) };
	for (const [set, root] of Object.entries(sets)) {
		const dataset = ['dataset.kind=coco', `dataset.root=${root}`];
		for (const pipeline of ['segment', 'similarity'])
			printEvaluation(`${pipeline} ${set}`, mmc(`${pipeline}-${set}`, pipeline, ...dataset, ...network));
	}
} finally {
	rmSync(folder, { recursive: true });
}
