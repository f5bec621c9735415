import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ExecutionContext } from 'ava';
import sharp from 'sharp';
import type { AnnotatedPhoto } from '../../../src/data/annotations.js';
import { normalise } from '../../../src/data/resampling/normalise.js';
import { cosineMap } from '../../../src/eval/features/similarity.js';
import type { FeatureGrid } from '../../../src/eval/items.js';
import { centrePoint, pointPrompt } from '../../../src/eval/map/prompts.js';
import { thresholdIndex } from '../../../src/eval/map/thresholds.js';
import { discMap } from '../../../src/eval/segment/baselines.js';
import { measureObject, thresholdObject } from '../../../src/eval/segment/measure.js';

/** Folder with `subset/` and `evaluation-values.json`, which are too large for this repository. */
export const reference = process.env.MMC_REFERENCE;

interface ReferenceInstance {
	readonly image: string;
	readonly id: number;
	readonly area: number;
	readonly otsu: number;
	readonly oracle: number;
	readonly ap: number;
	readonly auroc: number;
	readonly ceiling: number;
	readonly box: number;
	readonly everything: number;
	/** IoU at the thresholds of `fixed_thresholds`. */
	readonly fixed: number[];
}

interface ReferencePhoto {
	readonly name: string;
	readonly width: number;
	readonly height: number;
	readonly ignored: number;
	readonly instances: readonly { id: number; class: number; point: [x: number, y: number] }[];
}

export interface Agreement {
	/** 16 for patches of 14 px, colour and disc, 14 for patches of 16 px. */
	readonly grid: 16 | 14;
	/** The features of one of the subset's photos; absent for the disc. */
	readonly embed?: (input: Float32Array, name: string) => FeatureGrid | Promise<FeatureGrid>;
	readonly tolerance: number;
	/** Of the fixed thresholds, where it must be greater. */
	readonly fixedTolerance?: number;
}

/** Compares every object of the subset with the reference's values for `model`. */
export async function agree(
	t: ExecutionContext,
	model: string,
	{ grid, embed, tolerance, fixedTolerance = tolerance }: Agreement,
): Promise<void> {
	const values = read('evaluation-values.json').subset as Record<
		string,
		{ instances: ReferenceInstance[] }
	> & {
		fixed_thresholds: number[];
	};
	let compared = 0;
	for (const subject of read('subset/subset.json') as ReferencePhoto[]) {
		const photo = await readPhoto(subject);
		const square = { rows: grid, columns: grid };
		const blank = { ...square, dimensions: 0, values: new Float64Array(0) };
		const features = embed ? await embed(await readInput(subject.name), subject.name) : blank;
		for (const [i, object] of photo.objects.entries()) {
			const point = centrePoint(object.mask, photo.image);
			t.deepEqual([point.x, point.y], subject.instances[i]!.point);
			const prompt = pointPrompt([point], photo.image, square);
			const map = embed ? cosineMap(features, prompt.patches) : discMap(prompt, photo.image, square);
			const record = measureObject(
				thresholdObject({ photo: { ...photo, features }, object, prompt, weight: 1, map }),
			);
			const expected = values[model]!.instances.find(
				({ image, id }) => image === subject.name && String(id) === object.id,
			)!;
			const near = (name: string, is: number, should: number, within = tolerance) =>
				t.true(Math.abs(is - should) <= within, `${subject.name} ${object.id}: ${name} ${is}, not ${should}`);
			near('area', record.area, expected.area);
			near('Otsu', record.iouOtsu, expected.otsu);
			near('oracle', record.iouOracle, expected.oracle);
			near('AP', record.averagePrecision, expected.ap);
			near('AUROC', record.auroc, expected.auroc);
			near('ceiling', record.gridCeiling, expected.ceiling);
			near('box', record.groundTruthBox, expected.box);
			near('everything', record.everything, expected.everything);
			for (const [f, threshold] of values.fixed_thresholds.entries()) {
				const iou = record.curves.iou[thresholdIndex(threshold)]!;
				near(`IoU at ${threshold}`, iou, expected.fixed[f]!, fixedTolerance);
			}
			compared++;
		}
	}
	t.is(compared, values[model]!.instances.length);
}

async function readPhoto({
	name,
	width,
	height,
	ignored,
	instances,
}: ReferencePhoto): Promise<AnnotatedPhoto> {
	const file = path.join(reference!, 'subset', `${name}.mask.png`);
	const ids = new Uint8Array(await sharp(file).extractChannel(0).raw().toBuffer());
	const select = (id: number) => ids.map((value) => Number(value === id));
	return {
		path: file,
		name,
		epoch: 0,
		position: 0,
		image: { width, height, pixels: new Uint8Array(0) },
		objects: instances.map(({ id, class: label }) => {
			const mask = select(id);
			return { id: String(id), class: String(label), mask, area: mask.reduce((sum, n) => sum + n, 0) };
		}),
		...(ignored > 0 && { ignored: select(255) }),
	};
}

/** The network's input of 224 × 224 × 3, normalised. */
async function readInput(name: string): Promise<Float32Array> {
	const pixels = await sharp(path.join(reference!, 'subset', `${name}.png`))
		.raw()
		.toBuffer();
	const input = new Float32Array(pixels.length);
	normalise(pixels, input);
	return input;
}

function read(name: string) {
	return JSON.parse(readFileSync(path.join(reference!, name), 'utf8'));
}
