/**
 * Time of the network for one photo in the evaluation, operation by operation and as a graph, in turn, and the
 * difference of the results.
 *
 *   node --import=tsx bench/encoding.ts --weights untrained --size small --patch 16 --side 224
 *   node --import=tsx bench/encoding.ts --weights FILE --side 448
 */
import { parseArgs } from 'node:util';
import { encoderOptions, openEncoder } from '../src/eval/features/encoder.js';
import { mulberry32 } from '../src/math/random.js';
import { spread } from './results.js';

const { values: flags } = parseArgs({
	options: {
		weights: { type: 'string', default: 'untrained' },
		size: { type: 'string', default: 'small' },
		patch: { type: 'string', default: '16' },
		side: { type: 'string', default: '224' },
		rounds: { type: 'string', default: '16' },
	},
});

const imageSize = Number(flags.side);
const { weights, size, patch } = flags;
const options = encoderOptions.parse({ weights, size, patch: Number(patch), imageSize });
const ways = await Promise.all(
	[false, true].map(async (sizesRecur) => ({
		name: sizesRecur ? 'a graph' : 'operation by operation',
		encoder: await openEncoder(options, { sizesRecur }),
		wall: [] as number[],
		cpu: [] as number[],
		patches: [] as ArrayLike<number>,
	})),
);

const random = mulberry32(1);
const across = imageSize / ways[0]!.encoder.patch;
const grid = { rows: across, columns: across };
const pixels = Float32Array.from({ length: 3 * imageSize ** 2 }, () => 4 * random() - 2);
for (let round = -2; round < Number(flags.rounds); round++) {
	for (const way of ways) {
		const [began, before] = [performance.now(), process.cpuUsage()];
		way.patches = way.encoder.encode({ grid, pixels: pixels.slice() }).patches;
		const { user, system } = process.cpuUsage(before);
		const [wall, cpu] = [performance.now() - began, (user + system) / 1000];
		if (round === -2) console.log(`first, ${way.name}: ${cpu.toFixed(0)} CPU ms`);
		if (round < 0) continue;
		way.wall.push(wall);
		way.cpu.push(cpu);
	}
}

for (const { name, wall, cpu } of ways) {
	const [clock, used] = [spread(wall), spread(cpu)].map(
		({ min, median }) => `${min.toFixed(0)} / ${median.toFixed(0)}`,
	);
	console.log(`${name}: ${clock} ms, ${used} CPU ms (min / median)`);
}
const [plain, graph] = ways.map(({ patches }) => Array.from(patches)) as [number[], number[]];
const greatest = (values: number[]) => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
const apart = greatest(plain.map((value, i) => value - graph[i]!));
console.log(`at most ${apart.toExponential(1)} apart, of values up to ${greatest(plain).toFixed(1)}`);
