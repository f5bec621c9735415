import test from 'ava';
import { from } from '../../src/flow/flow.js';
import { resource } from '../../src/flow/resource.js';
import { cutMap } from '../../stages/cut-map.js';
import { promptWithPoints } from '../../stages/prompt-with-points.js';
import { similarity } from '../../stages/similarity.js';
import { writeMap } from '../../stages/write-map.js';
import { sinkContract } from '../_sink-contract.js';
import { patternImage } from '../data/_images.js';
import { photo, size } from '../eval/_drawn.js';

const threshold = resource('threshold', () => undefined);
const photos = [photo, photo].map((drawn) => ({ ...drawn, image: patternImage(size.width, size.height) }));

test.serial('meets the contract of sinks', async (t) => {
	const input = from(() => photos)
		.using(threshold)
		.via(promptWithPoints([{ x: 20, y: 20 }]))
		.via(similarity())
		.via(cutMap(threshold, { component: false }));
	await sinkContract(t, { sink: (folder) => writeMap(folder, () => ({ weights: 'drawn' })), input });
});
