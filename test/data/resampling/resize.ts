import { readFileSync } from 'node:fs';
import test from 'ava';
import { resizeAntialiased } from '../../../src/data/resampling/resize.js';
import { agrees } from '../../support/fidelity.js';
import { patternImage } from '../_images.js';

interface Case {
	readonly from: readonly [number, number];
	readonly to: readonly [number, number];
	readonly values: readonly number[];
}

const { cases } = JSON.parse(
	readFileSync(new URL('../../../fixtures/golden/resize.json', import.meta.url), 'utf8'),
) as { cases: Case[] };

for (const { from, to, values } of cases) {
	test(`resizeAntialiased equals torch's interpolation, ${from.join('×')} to ${to.join('×')}`, (t) => {
		const resized = resizeAntialiased(patternImage(...from), ...to);
		t.is(resized.length, values.length);
		const worst = Math.max(...values.map((value, i) => Math.abs(value - resized[i]!)));
		agrees(t, 'resize', worst);
	});
}

test('resizing to the same size changes nothing', (t) => {
	const image = patternImage(8, 5);
	t.deepEqual(resizeAntialiased(image, 8, 5), Float64Array.from(image.pixels));
});
