/**
 * Time and memory of a training step under options of `pretrain`, each in its own process, one after the other.
 *
 *   node --import=tsx bench/step-options.ts --options '{}' --options '{"checkpointing":true}' --options '{"precision":"bf16"}'
 *   node --import=tsx bench/step-options.ts --model small --size 224 --batch 8 --options '{}' --options '{"precision":"bf16"}'
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Contender } from './contender.js';
import { spread } from './results.js';

const { values: flags } = parseArgs({
	options: {
		model: { type: 'string', default: 'tiny' },
		patch: { type: 'string', default: '16' },
		size: { type: 'string', default: '96' },
		batch: { type: 'string', default: '64' },
		steps: { type: 'string', default: '2' },
		options: { type: 'string', multiple: true, default: ['{}'] },
	},
});

const child = fileURLToPath(new URL('ours/child.ts', import.meta.url));
const [patch, size, batch, count] = [flags.patch, flags.size, flags.batch, flags.steps].map(Number);
const say = (cells: readonly string[]) => console.log(`| ${cells.join(' | ')} |`);
say(['options', 's a step', 'CPU s a step', 'ratio', 'peak resident MB', 'ratio']);
say(['---', '---:', '---:', '---:', '---:', '---:']);
let first: readonly number[] | undefined;
for (const options of flags.options) {
	const settings = { model: flags.model, patch, size, batch, count, options };
	const args = ['--import=tsx', child, 'step', JSON.stringify(settings)] as const;
	const side = new Contender(options, [process.execPath, ...args]);
	try {
		await side.warmUp();
		await side.measure();
		await side.end();
	} finally {
		side.kill();
	}

	const { cpuSeconds = Number.NaN, peakMB } = side.facts;
	first ??= [cpuSeconds, peakMB];
	const seconds = spread(side.values).median / 1000;
	say([
		options,
		seconds.toFixed(2),
		cpuSeconds.toFixed(2),
		(cpuSeconds / first[0]!).toFixed(2),
		peakMB.toFixed(0),
		(peakMB / first[1]!).toFixed(2),
	]);
}
