import { readFileSync } from 'node:fs';
import test from 'ava';
import { polygonRuns } from '../../../src/data/masks/polygon.js';
import { areaOfRuns, decodeRuns, encodeRuns, paintRuns } from '../../../src/data/masks/runs.js';
import { formatRuns } from '../../../src/data/masks/runs-text.js';
import { equals } from '../../support/fidelity.js';

interface Case {
	readonly width: number;
	readonly height: number;
	readonly polygons: number[][];
	readonly runs: string;
}

const { polygons } = JSON.parse(
	readFileSync(new URL('../../../fixtures/golden/coco_masks.json', import.meta.url), 'utf8'),
) as { polygons: Case[] };

test('polygons and unions of polygons are the masks of pycocotools, bit for bit', (t) => {
	t.true(polygons.length > 180);

	for (const [i, { width, height, polygons: parts, runs }] of polygons.entries()) {
		const mask = new Uint8Array(width * height);
		for (const xy of parts) paintRuns(mask, polygonRuns(xy, width, height));
		equals(t, 'polygons', formatRuns(encodeRuns(mask, width, height)), runs, `case ${i}`);
	}
});

test('run lengths of a polygon are those of pycocotools before any union', (t) => {
	for (const { width, height, polygons: parts, runs } of polygons) {
		if (parts.length === 1) t.is(formatRuns(polygonRuns(parts[0]!, width, height)), runs);
	}
});

test('a square on whole pixels covers exactly those pixels', (t) => {
	const mask = decodeRuns(polygonRuns([1, 1, 3, 1, 3, 3, 1, 3], 4, 4));
	t.deepEqual([...mask], [0, 0, 0, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0]);
});

test('what is not a polygon is refused', (t) => {
	t.throws(() => polygonRuns([1, 1, 5, 5], 9, 9), { message: /at least 3 corners, got 4 numbers/ });
	t.throws(() => polygonRuns([1, 1, 5, 5, 3, 2, 7], 9, 9), { message: /got 7 numbers/ });
	t.throws(() => polygonRuns([1, 1, 5, Number.NaN, 3, 2], 9, 9), {
		message: /Number 3 of the polygon, `NaN`/,
	});
});

test('corners far outside cost no more than near ones, and give the same pixels', (t) => {
	// The published examples: walking these lines took minutes, or never ended.
	const far = [-164, -221, 2e8, 3.5e8, 225, 236, 272, 384];
	t.is(areaOfRuns(polygonRuns(far, 96, 64)) > 0, true);
	t.is(areaOfRuns(polygonRuns([0, 0, 1e14, 0, 0, 1e14], 40, 30)), 40 * 30);
	// A strip of rows 10 to 19, and one of columns 5 to 8, however far they reach.
	for (const reach of [100, 1e7, 1e12, 1e14]) {
		t.is(areaOfRuns(polygonRuns([-reach, 10, reach, 10, reach, 20, -reach, 20], 40, 30)), 400);
		t.is(areaOfRuns(polygonRuns([5, -reach, 9, -reach, 9, reach, 5, reach], 40, 30)), 120);
	}
	t.throws(() => polygonRuns([0, 0, 1e16, 0, 0, 5], 40, 30), {
		message: /Number 2 of the polygon, `10{16}`/,
	});
});
