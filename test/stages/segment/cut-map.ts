import test from 'ava';
import { from } from '../../../src/flow/flow.js';
import { resource } from '../../../src/flow/resource.js';
import { toArray } from '../../../src/flow/sink.js';
import { cutMap, cutMapOptions } from '../../../stages/segment/cut-map.js';
import { photo } from '../../eval/_drawn.js';
import { stageContract } from '../../support/stage-contract.js';

const image = { width: 3, height: 1, pixels: new Uint8Array(9) };
const scored = {
	photo: { ...photo, image },
	prompt: { points: [{ x: 0, y: 0 }], patches: [0] },
	map: { rows: 1, columns: 3, values: Float64Array.of(1, 0.25, 0.5) },
};

const cut = async (threshold: number | undefined, component = false) => {
	const chosen = resource('threshold', () => threshold);
	const [segmented] = await from(() => [scored])
		.via(cutMap(chosen, { component }))
		.into(toArray())
		.run();
	return segmented!;
};

test('meets the contract of stages', async (t) => {
	const chosen = resource('threshold', () => undefined);
	const input = from(() => [scored, scored]);
	await stageContract(t, { stage: cutMap(chosen, { component: true }), input });
});

test('a pixel is foreground from the threshold on', async (t) => {
	t.deepEqual([...(await cut(0.5)).mask], [1, 0, 1]);
	t.deepEqual([...(await cut(0.51)).mask], [1, 0, 0]);
	t.deepEqual([...(await cut(0.5, true)).mask], [1, 0, 0]);
	t.deepEqual((await cut(0.5)).scores, scored.map.values);
});

test('without a threshold it is Otsu’s', async (t) => {
	const { threshold, mask } = await cut(undefined);
	t.deepEqual([threshold, ...mask], [1, 1, 0, 0]);
	t.is(cutMapOptions.parse({}).from, 'otsu');
});
