/** The stages of `discover`. */
import { readFile } from 'node:fs/promises';
import test from 'ava';
import type { EncodedPhoto } from '../../../src/eval/discover/items.js';
import { encoderOptions, openEncoder } from '../../../src/eval/features/encoder.js';
import { from } from '../../../src/flow/flow.js';
import { resource } from '../../../src/flow/resource.js';
import { toArray } from '../../../src/flow/sink.js';
import { openRunFolder } from '../../../src/run/folder.js';
import { discoverObject, discoveryOptions } from '../../../stages/discover/discover-object.js';
import { discoverySummary } from '../../../stages/discover/discovery-summary.js';
import { encodePadded } from '../../../stages/discover/encode-padded.js';
import { measureBoxes } from '../../../stages/discover/measure-boxes.js';
import { folderWith } from '../../data/_folder.js';
import { patternImage } from '../../data/_images.js';
import { draw, objectOf } from '../../eval/_drawn.js';
import { useBackend } from '../../support/backend.js';
import { sinkContract } from '../../support/sink-contract.js';
import { stageContract } from '../../support/stage-contract.js';

test.before(useBackend);

/** A box of 2 × 2 patches of 8 px whose vectors point elsewhere than those around it, in a photo of 38 × 29. */
function photoOf(position: number): EncodedPhoto {
	const image = patternImage(38, 29);
	const grid = { rows: 4, columns: 5 };
	const isBox = (x: number, y: number) => x > position && x <= position + 2 && y > 0 && y < 3;
	const cells = draw({ width: 5, height: 4 }, isBox);
	const values = Float32Array.from([...cells].flatMap((inside) => (inside ? [1, -0.1] : [-0.1, 1])));
	const mask = draw(image, (x, y) => isBox(Math.floor(x / 8), Math.floor(y / 8)));
	return {
		...{ path: 'a.jpg', name: `${position}.jpg`, epoch: 0, position, image },
		objects: [objectOf('1', 'cat', mask)],
		patch: 8,
		vectors: { ...grid, dimensions: 2, values },
	};
}

const photos = [0, 1].map(photoOf);
const empty = { ...photoOf(1), objects: [] };

for (const method of ['lost', 'tokencut'] as const) {
	const stage = discoverObject(discoveryOptions.parse({ method }));

	test.serial(`${method}: the box is found, and photos without an object are left out`, async (t) => {
		const records = await from(() => [photos[0]!, empty, photos[1]!])
			.via(stage)
			.via(measureBoxes)
			.into(toArray())
			.run();
		t.deepEqual(
			records.map(({ image, iou }) => [image, iou]),
			[
				['0.jpg', 1],
				['1.jpg', 1],
			],
		);
	});

	test.serial(`${method} meets the contract of stages`, async (t) => {
		await stageContract(t, { stage, input: from(() => photos) });
	});
}

test.serial('the other stages and the sink meet their contracts', async (t) => {
	const network = { weights: 'untrained', size: 'micro', patch: 8, imageSize: 32, features: 'keys' };
	const encoder = resource(
		'encoder',
		() => openEncoder(encoderOptions.parse(network)),
		(value) => value[Symbol.dispose](),
	);
	await stageContract(t, { stage: encodePadded(encoder), input: from(() => photos) });
	const found = from(() => photos).via(discoverObject(discoveryOptions.parse({})));
	await stageContract(t, { stage: measureBoxes, input: found });
	await sinkContract(t, { sink: discoverySummary, input: found.via(measureBoxes) });

	const folder = openRunFolder(folderWith(t, {}));
	const { metrics } = await found.via(measureBoxes).into(discoverySummary(folder)).run();
	folder.close();
	t.is(metrics.corLoc!.value, 1);
	const table = await readFile(folder.path('boxes.csv'), 'utf8');
	t.is(table, 'image,x,y,width,height,iou\n0.jpg,8,8,16,16,1\n1.jpg,16,8,16,16,1\n');
});
