/**
 * Cost of the evaluation of one object besides the network: CPU time, on one thread, of each part of it for objects
 * drawn in a photo of 640 × 480 pixels with 32 × 32 patches; the sweep over all prompts beside brute force; and the
 * summary of similarities at the end of a run.
 *
 *   node --import=tsx bench/evaluation.ts
 */
import { cpus } from 'node:os';
import { cosineMap, unitFeatures } from '../src/eval/features/similarity.js';
import type { EmbeddedPhoto, ScoreMap } from '../src/eval/items.js';
import { upsampleTo } from '../src/eval/map/bilinear.js';
import { boundaryCurve } from '../src/eval/map/boundary.js';
import { cutPixels } from '../src/eval/map/cut-pixels.js';
import { centrePoint, pointPrompt } from '../src/eval/map/prompts.js';
import { rank } from '../src/eval/map/ranking.js';
import { ScratchMap } from '../src/eval/map/scratch.js';
import { thresholds } from '../src/eval/map/thresholds.js';
import { comparePatches } from '../src/eval/pairs/intra-inter.js';
import { summariseSimilarity } from '../src/eval/pairs/summary.js';
import { gridCeiling, groundTruthBox } from '../src/eval/segment/baselines.js';
import { sweepPrompts } from '../src/eval/segment/exhaustive.js';
import { measureObject, thresholdObject } from '../src/eval/segment/measure.js';
import { mulberry32 } from '../src/math/random.js';

const size = { width: 640, height: 480 };
const grid = { rows: 32, columns: 32 };
const dimensions = 384;
const random = mulberry32(1);

/** Features that change slowly over the photo, with noise: maps about as steep as a network's. */
const features = unitFeatures(
	Float32Array.from({ length: 1024 * dimensions }, (_, i) => {
		const [patch, d] = [Math.floor(i / dimensions), i % dimensions];
		const x = (patch % 32) / 5;
		const y = Math.floor(patch / 32) / 4;
		return (
			1.2 + Math.sin(1.7 * d + x * (1 + (d % 3))) + Math.cos(0.3 * d + y * (1 + (d % 2))) + 0.3 * random()
		);
	}),
	grid,
);

/** A disc of `share` of the photo somewhere in it. */
function drawDisc(share: number): EmbeddedPhoto {
	const radius = Math.sqrt((share * size.width * size.height) / Math.PI);
	const cx = radius + random() * (size.width - 2 * radius);
	const cy = radius + random() * (size.height - 2 * radius);
	const mask = Uint8Array.from({ length: size.width * size.height }, (_, i) =>
		Number(((i % size.width) - cx) ** 2 + (Math.floor(i / size.width) - cy) ** 2 <= radius ** 2),
	);
	const area = mask.reduce((sum, value) => sum + value, 0);
	return {
		path: 'drawn',
		name: 'drawn',
		epoch: 0,
		position: 0,
		image: { ...size, pixels: new Uint8Array(0) },
		objects: [{ id: '1', class: 'disc', mask, area }],
		features,
	};
}

const spent = new Map<string, number>();

function timed<T>(part: string, work: () => T): T {
	const before = process.cpuUsage();
	const result = work();
	const { user, system } = process.cpuUsage(before);
	spent.set(part, (spent.get(part) ?? 0) + (user + system) / 1000);
	return result;
}

function evaluate(photo: EmbeddedPhoto): void {
	const object = photo.objects[0]!;
	const point = timed('centre prompt', () => centrePoint(object.mask, size));
	const prompt = pointPrompt([point], size, grid);
	const map = timed('cosine map', () => cosineMap(features, prompt.patches));
	const levels = cutAndRank(map, object.mask);
	timed('boundary F at 110 thresholds', () => boundaryCurve(levels, thresholds.length, object.mask, size));
	timed('grid ceiling, box', () => {
		gridCeiling(object.mask, object.mask, size, grid);
		groundTruthBox(object.mask, object.mask, size);
	});
	timed('all, through the stages’ functions', () =>
		measureObject(thresholdObject({ photo, object, prompt, weight: 1, map })),
	);
}

/** The passes over an object's map. Returns the levels of its pixels. */
function cutAndRank(map: ScoreMap, mask: Uint8Array): Uint8Array {
	using scores = new ScratchMap(mask.length);
	timed('upsampling', () => upsampleTo(scores, map, size));
	const { levels } = timed('110 thresholds, Otsu', () => cutPixels(scores, mask));
	timed('AP, AUROC, oracle', () => rank(scores, mask));
	return levels;
}

/** Every patch of the object as a prompt, each threshold's mask made and counted. */
function sweepByForce({ objects }: EmbeddedPhoto, prompts: number): number {
	const mask = objects[0]!.mask;
	const patch = Int32Array.from(
		mask,
		(_, i) => Math.floor((Math.floor(i / 640) * 32) / 480) * 32 + Math.floor(((i % 640) * 32) / 640),
	);
	let sum = 0;
	for (let prompt = 0; prompt < prompts; prompt++) {
		const { values } = cosineMap(features, [prompt]);
		for (const threshold of thresholds) {
			let [hits, union] = [0, 0];
			for (let i = 0; i < mask.length; i++) {
				const isForeground = values[patch[i]!]! >= threshold;
				if (isForeground && mask[i] === 1) hits++;
				if (isForeground || mask[i] === 1) union++;
			}
			sum += hits / union;
		}
	}
	return sum;
}

console.log(
	`${new Date().toISOString().slice(0, 10)}, Node ${process.version}, ${cpus()[0]?.model}; CPU ms an object`,
);
for (const share of [0.01, 0.04, 0.25]) {
	for (let i = 0; i < 40; i++) evaluate(drawDisc(share));
	spent.clear();
	for (let i = 0; i < 100; i++) evaluate(drawDisc(share));
	console.log(`\nobject of ${100 * share}% of the photo`);
	for (const [part, time] of spent) console.log(`${(time / 100).toFixed(2).padStart(8)}  ${part}`);
}

spent.clear();
const large = drawDisc(0.25);
for (let i = 0; i < 5; i++) {
	timed('all prompts × all thresholds by sorting', () => sweepPrompts(large));
	timed('intra- and inter-object similarity', () => comparePatches(large));
}
timed('all prompts × 110 thresholds by force', () => sweepByForce(large, 4));
console.log('\nobject of 256 patches');
for (const [part, time] of spent) {
	const times = part.endsWith('force') ? 4 / 256 : 5;
	console.log(`${(time / times).toFixed(0).padStart(8)}  ${part}${times < 1 ? ' (4 prompts, × 64)' : ''}`);
}

const [compared] = comparePatches(drawDisc(0.04));
async function* comparedPhotos(photos: number) {
	for (let position = 0; position < photos; position++) {
		yield { ...compared!, position, image: String(position) };
	}
}

const before = process.cpuUsage();
await summariseSimilarity(comparedPhotos(1000), { random: mulberry32(0) });
console.log('\nsummary of the similarities of 1,000 photos');
console.log(`${(process.cpuUsage(before).user / 1000).toFixed(0).padStart(8)}  in all, with 2,000 draws`);
