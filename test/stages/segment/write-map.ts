import test from 'ava';
import { from } from '../../../src/flow/flow.js';
import { resource } from '../../../src/flow/resource.js';
import { openRunFolder } from '../../../src/run/folder.js';
import { cutMap } from '../../../stages/segment/cut-map.js';
import { promptWithPoints } from '../../../stages/segment/prompt-with-points.js';
import { similarity } from '../../../stages/segment/similarity.js';
import { writeMap } from '../../../stages/segment/write-map.js';
import { folderWith } from '../../data/_folder.js';
import { canvas } from '../../draw/_canvas.js';
import { photo } from '../../eval/_drawn.js';
import { sinkContract } from '../../support/sink-contract.js';

const model = () => resource('model', () => ({ description: { weights: 'drawn' } }));

function cutPhotos(...features: Float64Array[]) {
	const threshold = resource('threshold', () => undefined);
	return from(() =>
		features.map((values) => {
			return { ...photo, image: canvas(61, 47), features: { ...photo.features, values } };
		}),
	)
		.via(promptWithPoints([]))
		.via(similarity())
		.via(cutMap(threshold, { component: false }));
}

test('meets the contract of sinks', async (t) => {
	const { values } = photo.features;
	await sinkContract(t, { sink: (folder) => writeMap(folder, model()), input: cutPhotos(values, values) });
});

test('where no pixel is foreground there is no threshold', async (t) => {
	const folder = openRunFolder(folderWith(t, {}));
	const same = photo.features.values.map((_, i) => Number(i % photo.features.dimensions === 0));
	const { threshold, share } = await cutPhotos(same).into(writeMap(folder, model())).run();
	t.deepEqual([threshold, share], [null, 0]);
});
