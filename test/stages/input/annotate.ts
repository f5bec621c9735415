import test from 'ava';
import type { RecordedPhoto } from '../../../src/data/datasets/record.js';
import { from } from '../../../src/flow/flow.js';
import { annotate } from '../../../stages/input/annotate.js';
import { stageContract } from '../../support/stage-contract.js';

const object = { id: '1', class: 'dog', mask: Uint8Array.of(0, 1), area: 1 };
const context = { index: '0', random: () => 0, signal: new AbortController().signal };

function recorded(annotation: { width: number; height: number; ignored?: Uint8Array }): RecordedPhoto {
	return {
		path: 'photos/a.jpg',
		name: 'a.jpg',
		position: 4,
		epoch: 0,
		image: { width: 2, height: 1, pixels: new Uint8Array(6) },
		readAnnotation: async () => ({ ...annotation, objects: [object], source: 'masks/a.png' }),
	};
}

test('adds the decoded masks, and drops the way to them', async (t) => {
	const { readAnnotation, ...photo } = recorded({ width: 2, height: 1 });
	const operator = await annotate.open();
	t.deepEqual(await operator.process({ ...photo, readAnnotation }, context), [
		{ ...photo, objects: [object] },
	]);
});

test('adds the ignored pixels where there are any', async (t) => {
	const ignored = Uint8Array.of(1, 0);
	const operator = await annotate.open();
	const [photo] = await operator.process(recorded({ width: 2, height: 1, ignored }), context);
	t.is(photo?.ignored, ignored);
});

test('masks of another size than the photo are refused, both files named', async (t) => {
	const operator = await annotate.open();
	const processed = async () => operator.process(recorded({ width: 1, height: 2 }), context);
	await t.throwsAsync(processed, {
		instanceOf: RangeError,
		message: /`masks\/a\.png` are of 1 × 2 pixels, but `photos\/a\.jpg` of 2 × 1: .*EXIF/,
	});
});

test('meets the contract of stages', async (t) => {
	const ignored = Uint8Array.of(1, 0);
	const photos = [recorded({ width: 2, height: 1 }), recorded({ width: 2, height: 1, ignored })];
	await stageContract(t, { stage: annotate, input: from(() => photos) });
});
