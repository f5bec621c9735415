import test from 'ava';
import { from } from '../../../src/flow/flow.js';
import { toArray } from '../../../src/flow/sink.js';
import { promptWithPoints } from '../../../stages/segment/prompt-with-points.js';
import { photo } from '../../eval/_drawn.js';
import { stageContract } from '../../support/stage-contract.js';

const pointAt = (...points: { x: number; y: number }[]) =>
	from(() => [photo])
		.via(promptWithPoints(points))
		.into(toArray())
		.run();

test('meets the contract of stages', async (t) => {
	await stageContract(t, {
		stage: promptWithPoints([{ x: 60, y: 46 }]),
		input: from(() => [photo, { ...photo, position: 1 }]),
	});
});

test('each point stands for the patch that holds it', async (t) => {
	// 61 × 47 pixels, 7 × 5 patches.
	const points = [
		{ x: 0, y: 0 },
		{ x: 60, y: 46 },
	];
	t.deepEqual((await pointAt(...points))[0]!.prompt, { points, patches: [0, 34] });
});

test('without a point it is the middle of the photo', async (t) => {
	t.deepEqual((await pointAt())[0]!.prompt, { points: [{ x: 30, y: 23 }], patches: [17] });
});

test('a point outside the photo is an error that names its size', async (t) => {
	for (const point of [
		{ x: 61, y: 0 },
		{ x: 0, y: 47 },
	]) {
		await t.throwsAsync(pointAt(point), {
			message: new RegExp(
				`\\(drawn.png\\): The point \`\\[${point.x},${point.y}\\]\` lies outside the photo, which is 61 × 47 ` +
					'pixels: give x from 0 to 60, and y from 0, at the top, to 46',
			),
		});
	}
});
