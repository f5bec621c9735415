import test from 'ava';
import { cosineMap } from '../../../src/eval/features/similarity.js';
import type { Prompt, ScoreMap } from '../../../src/eval/items.js';
import { boxPrompt, pointPrompt } from '../../../src/eval/map/prompts.js';
import { discMap } from '../../../src/eval/segment/baselines.js';
import { sweepPrompts } from '../../../src/eval/segment/exhaustive.js';
import { measureObject, thresholdObject } from '../../../src/eval/segment/measure.js';
import { nearReference } from '../../math/_near.js';
import { goldenAtDistance } from '../_at-distance.js';
import { photo } from '../_drawn.js';

const { image, features, objects } = photo;
const promptOf = (points: readonly (readonly [number, number])[]) =>
	pointPrompt(
		points.map(([x, y]) => ({ x, y })),
		image,
		features,
	);
const disc = (prompt: Prompt) => discMap(prompt, image, features);

function measured(i: number, prompt: Prompt, map: ScoreMap, keepComponent = false) {
	const object = objects[i]!;
	const record = measureObject(thresholdObject({ photo, object, prompt, weight: 1, map }, keepComponent));
	return { auroc: record.aurocAtDistance!, averagePrecision: record.averagePrecisionAtDistance! };
}

for (const [i, expected] of goldenAtDistance.objects.entries()) {
	test(`\`${expected.id}\` is at equal distance what the oracle says, for one point and for three`, (t) => {
		for (const [points, should] of [
			[expected.points, expected.cosine],
			[goldenAtDistance.threePoints, expected.threePoints],
		] as const) {
			const prompt = promptOf(points);
			const { auroc, averagePrecision } = measured(i, prompt, cosineMap(features, prompt.patches));
			t.is(Number.isNaN(auroc), !should);
			if (!should) continue;

			nearReference(t, 'atDistance', auroc, should.auroc);
			nearReference(t, 'atDistance', averagePrecision, should.averagePrecision);
		}
	});

	test(`the disc around \`${expected.id}\` is at exactly one half`, (t) => {
		const { auroc, averagePrecision } = measured(
			i,
			promptOf(expected.points),
			disc(promptOf(expected.points)),
		);
		t.is(auroc, expected.disc ? 0.5 : Number.NaN);
		if (expected.disc) nearReference(t, 'atDistance', averagePrecision, expected.disc.averagePrecision);
	});
}

test('the disc of several points and of a box is at exactly one half as well', (t) => {
	for (const prompt of [
		promptOf(goldenAtDistance.threePoints),
		boxPrompt(objects[0]!.mask, image, features),
	]) {
		t.is(measured(0, prompt, disc(prompt)).auroc, 0.5);
	}
});

test('every patch as prompt gives the oracle’s mean over those that have a value', (t) => {
	for (const record of sweepPrompts(photo)) {
		const { sweep } = goldenAtDistance.objects.find(({ id }) => id === record.instance)!;
		t.is(Number.isNaN(record.aurocAtDistance), !sweep);
		if (!sweep) continue;

		nearReference(t, 'atDistance', record.aurocAtDistance!, sweep.auroc);
		nearReference(t, 'atDistance', record.averagePrecisionAtDistance!, sweep.averagePrecision);
	}
});

test('components do not change it, and a map of pixels without scores of patches has no value', (t) => {
	const prompt = promptOf([[30, 34]]);
	const map = cosineMap(features, prompt.patches);
	t.deepEqual(measured(1, prompt, map, true), measured(1, prompt, map));
	const { patches: _, ...pixels } = disc(prompt);
	t.deepEqual(measured(1, prompt, pixels), { auroc: Number.NaN, averagePrecision: Number.NaN });
});
