import { readFileSync } from 'node:fs';
import test from 'ava';
import {
	areaOfRuns,
	boxOfRuns,
	decodeRuns,
	encodeRuns,
	paintRuns,
	toRuns,
} from '../../../src/data/masks/runs.js';
import { formatRuns, parseRuns } from '../../../src/data/masks/runs-text.js';
import { equals } from '../../support/fidelity.js';

interface Case {
	readonly width: number;
	readonly height: number;
	readonly counts: number[] | null;
	readonly runs: string;
	readonly area: number;
	readonly box: [number, number, number, number];
}

const { masks } = JSON.parse(
	readFileSync(new URL('../../../fixtures/golden/coco_masks.json', import.meta.url), 'utf8'),
) as { masks: Case[] };

test('reads, measures and writes the masks that pycocotools wrote', (t) => {
	t.true(masks.length > 30);

	for (const { width, height, counts, runs: text, area, box } of masks) {
		const runs = parseRuns(text, width, height);
		if (counts) t.deepEqual(runs.counts, counts);
		t.is(areaOfRuns(runs), area);
		t.deepEqual(boxOfRuns(runs), box);
		t.is(formatRuns(runs), text);
		equals(t, 'runLengths', formatRuns(encodeRuns(decodeRuns(runs), width, height)), text);
	}
});

test('runs go down the columns, masks along the rows', (t) => {
	const mask = Uint8Array.from(
		[
			[1, 0, 0],
			[1, 1, 0],
		].flat(),
	);

	t.deepEqual(encodeRuns(mask, 3, 2).counts, [0, 2, 1, 1, 2]);
	t.deepEqual(decodeRuns(toRuns([0, 2, 1, 1, 2], 3, 2)), mask);
});

test('painting one mask over another unites them', (t) => {
	const mask = new Uint8Array(4);
	paintRuns(mask, toRuns([0, 1, 3], 2, 2));
	paintRuns(mask, toRuns([0, 2, 2], 2, 2));
	t.deepEqual([...mask], [1, 0, 1, 0]);
});

test('an empty run in the middle draws nothing and does not stretch the box', (t) => {
	const runs = toRuns([0, 0, 5, 0, 2, 1, 1], 3, 3);
	t.is(areaOfRuns(runs), 1);
	t.deepEqual(boxOfRuns(runs), [2, 1, 1, 1]);
});

test('runs that do not fill the mask are refused', (t) => {
	t.throws(() => toRuns([3, 2], 3, 2), { message: /sum to `5` pixels, but 3 × 2 has 6/ });
	t.throws(() => toRuns([7, -1], 3, 2), { message: /Run 1 .*`-1`/ });
	t.throws(() => toRuns([1.5, 4.5], 3, 2), { message: /Run 0 .*`1.5`/ });
});

test('compressed runs that are damaged are refused', (t) => {
	const text = formatRuns(
		encodeRuns(
			Uint8Array.from({ length: 900 }, (_, i) => (i % 7) & 1),
			30,
			30,
		),
	);
	t.throws(() => parseRuns(text.slice(0, -4), 30, 30), { message: /sum to|middle of run/ });
	t.throws(() => parseRuns(`${text.slice(0, 9)} ${text.slice(10)}`, 30, 30), {
		message: /Character 9 \(` `\)/,
	});
	t.throws(() => parseRuns('oo', 30, 30), { message: /ends in the middle of run 0/ });
	t.throws(() => parseRuns('oooooooo1', 30, 30), { message: /Character 7/ });
	t.throws(() => parseRuns(text, 30, 31), { message: /30 × 31 has 930/ });
});
