import { readFileSync } from 'node:fs';
import type { ObjectMask } from '../../src/data/annotations.js';
import { unitFeatures } from '../../src/eval/features/similarity.js';
import type { EmbeddedPhoto } from '../../src/eval/items.js';
import { mulberry32 } from '../../src/math/random.js';

/** The photo that test/oracle/evaluation.py draws. */
export const size = { width: 61, height: 47 };

export function draw(
	{ width, height }: { width: number; height: number },
	isInside: (x: number, y: number) => boolean,
): Uint8Array {
	return Uint8Array.from({ length: width * height }, (_, i) =>
		Number(isInside(i % width, Math.floor(i / width))),
	);
}

/** A mask from rows of text, `#` = 1. */
export function maskOf(...rows: string[]): Uint8Array {
	return Uint8Array.from([...rows.join('')].map((character) => Number(character === '#')));
}

export function objectOf(id: string, className: string, mask: Uint8Array): ObjectMask {
	return { id, class: className, mask, area: mask.reduce((sum, value) => sum + value, 0) };
}

function drawObject(id: string, className: string, isInside: (x: number, y: number) => boolean): ObjectMask {
	return objectOf(id, className, draw(size, isInside));
}

function drawnFeatures() {
	const random = mulberry32(7);
	const shift = [0.6, 0.3, 0, 0, 0, 0];
	const values = Float64Array.from({ length: 5 * 7 * 6 }, (_, i) => random() * 2 - 1 + shift[i % 6]!);
	return unitFeatures(values, { rows: 5, columns: 7 });
}

export const photo: EmbeddedPhoto = {
	path: 'drawn.png',
	name: 'drawn.png',
	epoch: 0,
	position: 0,
	image: { ...size, pixels: new Uint8Array(0) },
	objects: [
		drawObject('ellipse', 'round', (x, y) => (x - 18) ** 2 / 14 ** 2 + (y - 20) ** 2 / 11 ** 2 <= 1),
		drawObject('box', 'square', (x, y) => x >= 25 && x < 52 && y >= 26 && y < 43),
		drawObject('ring', 'round', (x, y) => {
			const distance = Math.hypot(x - 48, y - 12);
			return distance <= 10 && distance > 4;
		}),
		drawObject('corner', 'square', (x, y) => x < 9 && y >= 38),
		drawObject('dot', 'dot', (x, y) => x === 60 && y === 46),
	],
	ignored: draw(size, (x, y) => x >= 40 && x < 47 && y >= 20 && y < 40),
	features: drawnFeatures(),
};

export interface GoldenMeasures {
	readonly iou: number[];
	readonly boundaryF: number[];
	readonly otsu: number;
	readonly oracle: number;
	readonly averagePrecision: number;
	readonly auroc: number;
}

interface GoldenSimilarity {
	readonly objects: number;
	readonly mean: number;
	readonly std: number;
	readonly overlap: number;
	readonly auroc: number;
	readonly dPrime: number;
}

export interface EvaluationGolden {
	readonly objects: readonly (GoldenMeasures & {
		readonly id: string;
		readonly area: number;
		readonly point: [x: number, y: number];
		readonly majority: number[];
		readonly gridCeiling: number;
		readonly everything: number;
		readonly groundTruthBox: number;
		readonly component: Omit<GoldenMeasures, 'otsu' | 'boundaryF'>;
		readonly disc: Omit<GoldenMeasures, 'iou' | 'boundaryF'>;
		readonly sweep: Omit<GoldenMeasures, 'boundaryF'> | null;
	})[];
	readonly similarity: Readonly<
		Record<'intra' | 'inter' | 'interObject' | 'interBackground' | 'interSameClass', GoldenSimilarity>
	>;
}

/** What test/oracle/evaluation.py computed of it. */
export const golden = JSON.parse(
	readFileSync(new URL('../../fixtures/golden/evaluation.json', import.meta.url), 'utf8'),
) as EvaluationGolden;
