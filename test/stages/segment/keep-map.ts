/** `keep-map` and `recall-map`. */
import test from 'ava';
import type { RankedObject } from '../../../src/eval/segment/extremes.js';
import { MapMemory } from '../../../src/eval/segment/map-memory.js';
import { from } from '../../../src/flow/flow.js';
import { resource } from '../../../src/flow/resource.js';
import { toArray } from '../../../src/flow/sink.js';
import { map } from '../../../src/flow/stage.js';
import { keepMap } from '../../../stages/segment/keep-map.js';
import { promptOptions, promptSampling } from '../../../stages/segment/prompt-sampling.js';
import { recallMap } from '../../../stages/segment/recall-map.js';
import { similarity } from '../../../stages/segment/similarity.js';
import { photo } from '../../eval/_drawn.js';
import { stageContract } from '../../support/stage-contract.js';

const options = promptOptions.parse({ mode: 'random', count: 2 });
const scored = from(() => [
	{ ...photo, position: 0 },
	{ ...photo, position: 1 },
])
	.via(promptSampling({ ...options, mode: 'random' }))
	.via(similarity());
const memory = () => resource('maps', () => new MapMemory());
const withoutMap = map(
	'forget',
	({ map: _, ...item }: Awaited<ReturnType<typeof items>>[number]): RankedObject => {
		return { ...item, rank: 'best', iou: 1 };
	},
);

function items() {
	return scored.into(toArray()).run();
}

test('maps that were kept are given back as they were', async (t) => {
	const maps = memory();
	const kept = scored.via(keepMap(maps));
	const recalled = await kept.via(withoutMap).via(recallMap(maps)).into(toArray()).run();
	t.deepEqual(
		recalled.map((item) => item.map),
		(await items()).map((item) => item.map),
	);
});

test('a map that was not kept is an error that names its object', async (t) => {
	const maps = memory();
	await t.throwsAsync(scored.via(withoutMap).via(recallMap(maps)).into(toArray()).run(), {
		message: /The map of object `ellipse` of `drawn\.png` was not kept/,
	});
});

test('both meet the contract of stages', async (t) => {
	const maps = memory();
	await stageContract(t, { stage: keepMap(maps), input: scored });
	const again = memory();
	const kept = scored.via(keepMap(again));
	await stageContract(t, { stage: recallMap(again), input: kept.via(withoutMap) });
});
