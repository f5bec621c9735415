/**
 * Distance of runs' losses from those of the first, step by step: of bf16 from float32, and, for comparison, of
 * another seed.
 *
 *   tiny='run pretrain-tiny --set views.size=32 --set batchSize=16 --set health.photos=0'
 *   npx mmc $tiny --seed 1 --out float32; npx mmc $tiny --seed 1 --set precision=bf16 --out bf16
 *   npx mmc $tiny --seed 2 --out other
 *   node --import=tsx bench/precision.ts float32 bf16 other
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { StepReport } from '../src/nn/step/step-items.js';

const [reference, ...others] = process.argv.slice(2).map((run) => {
	const lines = readFileSync(path.join(run, 'metrics.jsonl'), 'utf8').trim().split('\n');
	return { run, steps: lines.map((line) => JSON.parse(line) as StepReport) };
});

console.log('| run | steps | mean distance | greatest distance | mean of the last 50 | of the first run |');
console.log('| --- | ---: | ---: | ---: | ---: | ---: |');
for (const { run, steps } of others) {
	for (const [first, last] of [
		[0, 10],
		[0, steps.length],
	] as const) {
		const distances = steps
			.slice(first, last)
			.map(({ loss }, i) => Math.abs(loss / reference!.steps[i]!.loss - 1));
		const mean = distances.reduce((sum, distance) => sum + distance, 0) / distances.length;
		const [own, its] = [steps, reference!.steps].map((all) => lastLosses(all).toFixed(4));
		const cells = [run, `${first + 1}–${last}`, mean, Math.max(...distances), own, its];
		console.log(
			`| ${cells.map((cell) => (typeof cell === 'number' ? cell.toExponential(1) : cell)).join(' | ')} |`,
		);
	}
}

function lastLosses(steps: readonly StepReport[]): number {
	const last = steps.slice(-50);
	return last.reduce((sum, { loss }) => sum + loss, 0) / last.length;
}
