/**
 * Pretrains on a folder of photos and holds the run to its promises: flat memory, the same number of tensors after each
 * step, losses that fall and none at the value of collapse, ln K. Prints the curve as a table.
 *
 *   node --import=tsx bench/pretraining.ts PHOTOS STEPS OUT
 */
import { cpus } from 'node:os';
import pretrain from '../pipelines/pretrain.js';
import { tf } from '../src/nn/tf/tf.js';
import { parseOptions } from '../src/options/parse.js';
import { openRunFolder } from '../src/run/folder.js';

const [files = 'fixtures/photos', steps = '100', out = 'runs/bench-pretraining'] = process.argv.slice(2);

const options = parseOptions(pretrain.options, {
	data: { files },
	model: { size: 'micro', patch: 8 },
	views: { size: 64 },
	corruption: { align: 8 },
	distillation: { prototypes: 1024, hidden: 256, bottleneck: 64, teacherTemperatureEpochs: 3 },
	contrast: { hidden: 256 },
	optimiser: { learningRate: 1e-2, warmUpEpochs: 1, momentum: 0.99 },
	batchSize: 64,
	steps: Number(steps),
});

interface Sample {
	readonly step: number;
	readonly minutes: number;
	readonly values: Readonly<Record<string, number>>;
	readonly tensors: number;
	readonly megabytes: number;
}

const samples: Sample[] = [];
const began = performance.now();
const folder = openRunFolder(out);
await pretrain.build(options, folder, undefined).run({
	seed: 0,
	onProgress({ done, values = {} }) {
		samples.push({
			step: done,
			minutes: (performance.now() - began) / 60_000,
			values,
			tensors: tf.memory().numTensors,
			megabytes: process.memoryUsage.rss() / 1e6,
		});
	},
});
folder.close();

/** Losses are means over a twentieth of the run: single batches differ more than neighbouring parts. */
const part = Math.ceil(samples.length / 20);
const mean = (of: (sample: Sample) => number, some: readonly Sample[]) =>
	some.reduce((sum, sample) => sum + of(sample), 0) / some.length;
const row = (some: readonly Sample[]) => {
	const last = some.at(-1)!;
	const loss = (name: string) => mean(({ values }) => values[name]!, some).toFixed(3);
	const losses = ['lossReconstruction', 'lossDistillation', 'lossContrast'].map(loss);
	return [last.step, last.minutes.toFixed(1), ...losses, last.tensors, last.megabytes.toFixed(0)];
};

console.log(
	`${new Date().toISOString()}, ${cpus().length} × ${cpus()[0]?.model}, Node ${process.versions.node}`,
);
console.log(`ln K = ${Math.log(options.distillation.prototypes).toFixed(3)}\n`);
console.log('| step | minutes | reconstruction | distillation | contrast | tensors | resident MB |');
console.log('| --- | --- | --- | --- | --- | --- | --- |');
for (let start = 0; start < samples.length; start += part) {
	console.log(`| ${row(samples.slice(start, start + part)).join(' | ')} |`);
}
const warm = samples.slice(Math.floor(samples.length / 10));
const memory = warm.map(({ megabytes }) => megabytes);
console.log(
	`\nAfter the first tenth: resident ${Math.min(...memory).toFixed(0)}–${Math.max(...memory).toFixed(0)} MB, ` +
		`tensors ${[...new Set(warm.map(({ tensors }) => tensors))].join(', ')}`,
);
