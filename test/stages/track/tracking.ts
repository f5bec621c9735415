/** The stages of `track`, on drawn videos. */
import { readFile } from 'node:fs/promises';
import test from 'ava';
import type { RecordedFrame } from '../../../src/data/datasets/frames.js';
import { encoderOptions, openEncoder } from '../../../src/eval/features/encoder.js';
import { unitFeatures } from '../../../src/eval/features/similarity.js';
import type { EmbeddedFrame } from '../../../src/eval/track/tracking.js';
import { from } from '../../../src/flow/flow.js';
import { resource } from '../../../src/flow/resource.js';
import { toArray } from '../../../src/flow/sink.js';
import { openRunFolder } from '../../../src/run/folder.js';
import { annotateFrame } from '../../../stages/input/annotate-frame.js';
import { embedFrame } from '../../../stages/track/embed-frame.js';
import { measureTrack } from '../../../stages/track/measure-track.js';
import { propagateLabels, propagationOptions } from '../../../stages/track/propagate-labels.js';
import { trackSummary } from '../../../stages/track/track-summary.js';
import { folderWith } from '../../data/_folder.js';
import { patternImage } from '../../data/_images.js';
import { draw, objectOf } from '../../eval/_drawn.js';
import { useBackend } from '../../support/backend.js';
import { sinkContract } from '../../support/sink-contract.js';
import { stageContract } from '../../support/stage-contract.js';

test.before(useBackend);

const network = { weights: 'untrained', size: 'micro', patch: 8, imageSize: 32 };
const encoder = resource(
	'encoder',
	() => openEncoder(encoderOptions.parse(network)),
	(value) => value[Symbol.dispose](),
);
const options = propagationOptions.parse({});
const image = patternImage(48, 32);

/** A bar of 4 × 2 patches of 8 px on a grid of 4 × 6, that goes right by one patch a frame. */
function videoFrame(sequence: string, index: number, count = 4): EmbeddedFrame {
	const grid = { rows: 4, columns: 6 };
	const left = index + 1;
	const isBar = (x: number) => x >= left && x < left + 2;
	const cells = draw({ width: 6, height: 4 }, isBar);
	const mask = draw(image, (x) => isBar(Math.floor(x / 8)));
	const name = `${sequence}/${index}`;
	return {
		...{ path: `${name}.jpg`, name, epoch: 0, position: index, image, sequence, index, count },
		objects: [objectOf('1', sequence, mask)],
		features: unitFeatures(
			[...cells].flatMap((inside) => [inside, 1 - inside]),
			grid,
		),
	};
}

const frames = ['dog', 'cat'].flatMap((sequence) => [0, 1, 2, 3].map((index) => videoFrame(sequence, index)));
const recorded = frames.map(({ features, objects, ...frame }): RecordedFrame => {
	const { width, height } = frame.image;
	return { ...frame, readAnnotation: async () => ({ width, height, objects, source: 'mask.png' }) };
});

test.serial('what features tell apart is followed, frame by frame and video by video', async (t) => {
	const tracked = from(() => frames).via(propagateLabels(encoder, options));
	const all = await tracked.into(toArray()).run();
	t.deepEqual(
		all.map(({ name }) => name),
		['dog/1', 'dog/2', 'dog/3', 'cat/1', 'cat/2', 'cat/3'],
	);
	for (const { labels, objects } of all) t.deepEqual(labels, objects[0]!.mask);

	const records = await tracked.via(measureTrack).into(toArray()).run();
	t.deepEqual(
		records.map(({ frame, j, f }) => [frame, j, f]),
		['dog/1', 'dog/2', 'cat/1', 'cat/2'].map((frame) => [frame, 1, 1]),
	);
});

test.serial(
	'without a context only the first frame is looked at: what has gone too far is lost',
	async (t) => {
		const far = from(() => frames.slice(0, 4))
			.via(propagateLabels(encoder, { ...options, context: 0, radius: 1, neighbours: 1 }))
			.via(measureTrack);
		const near = from(() => frames.slice(0, 4))
			.via(propagateLabels(encoder, { ...options, context: 1, radius: 1, neighbours: 1 }))
			.via(measureTrack);
		const jOf = async (flow: typeof far) => (await flow.into(toArray()).run()).map(({ j }) => j);
		t.deepEqual(await jOf(near), [1, 1]);
		const [first, second] = await jOf(far);
		t.is(first, 1);
		t.true(second! < 1);
	},
);

test.serial('each stage meets the contract', async (t) => {
	const some = from(() => frames.slice(2, 6));
	const tracked = from(() => frames).via(propagateLabels(encoder, options));
	await stageContract(t, { stage: annotateFrame, input: from(() => recorded) });
	await stageContract(t, { stage: embedFrame(encoder, 64), input: some });
	await stageContract(t, {
		stage: propagateLabels(encoder, options),
		input: from(() => frames),
		ordered: true,
	});
	await stageContract(t, { stage: measureTrack, input: tracked });
});

test.serial('the sink meets the contract, and tells each frame and each object', async (t) => {
	const records = from(() => frames)
		.via(propagateLabels(encoder, options))
		.via(measureTrack);
	await sinkContract(t, { sink: trackSummary, input: records });
	const folder = openRunFolder(folderWith(t, {}));
	await records.into(trackSummary(folder)).run();
	folder.close();
	const read = (name: string) => readFile(folder.path(name), 'utf8');
	t.is(await read('objects.csv'), 'sequence,object,frames,j,f\ndog,1,2,1,1\ncat,1,2,1,1\n');
	t.regex(await read('frames.csv'), /^frame,object,j,f\ndog\/1,1,1,1\ndog\/2,1,1,1\n/);
});
