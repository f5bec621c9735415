/**
 * Time and memory of a training step in micro-batches, each size in its own process, in turn. A size of 0 is the
 * whole batch at once.
 *
 *   node --import=tsx bench/micro-batch.ts --batch 64 --part 0 --part 32 --part 16 --rounds 3
 *   node --import=tsx bench/micro-batch.ts --batch 64 --part 0 --part 16 --contrast 0
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { formatTable } from '../src/files/table.js';
import { Contender } from './contender.js';
import { spread } from './results.js';

const { values: flags } = parseArgs({
	options: {
		batch: { type: 'string', default: '64' },
		part: { type: 'string', multiple: true, default: ['0', '16'] },
		rounds: { type: 'string', default: '3' },
		contrast: { type: 'string', default: '1' },
	},
});

const child = fileURLToPath(new URL('ours/child.ts', import.meta.url));
const batch = Number(flags.batch);
const sides = flags.part.map((part) => {
	const settings = { batch, count: 1, parts: Number(part) || batch, contrast: Number(flags.contrast) };
	const name = Number(part) === 0 ? 'at once' : part;
	const args = ['--import=tsx', child, 'step-in-parts', JSON.stringify(settings)];
	return new Contender(name, [process.execPath, ...args]);
});
try {
	for (const side of sides) await side.warmUp();
	for (let round = 0; round < Number(flags.rounds); round++) {
		for (const side of sides) await side.measure();
	}

	for (const side of sides) await side.end();
} finally {
	for (const side of sides) side.kill();
}

const first = sides[0]!.facts;
const rows = sides.map(({ name, values, facts }) => {
	const { cpuSeconds = Number.NaN, peakMB } = facts;
	const times = [spread(values).median.toFixed(2), cpuSeconds.toFixed(2)];
	const ratios = [cpuSeconds / first.cpuSeconds!, peakMB / first.peakMB].map((ratio) => ratio.toFixed(2));
	return [String(batch), name, ...times, ratios[0]!, peakMB.toFixed(0), ratios[1]!];
});
const titles = ['batch', 'photos at once', 's a step', 'CPU s a step', 'ratio', 'peak resident MB', 'ratio'];
process.stdout.write(
	formatTable(
		titles.map((title) => ({ title })),
		rows,
		{ format: 'markdown' },
	),
);
