import test from 'ava';
import { from } from '../../../src/flow/flow.js';
import { resource } from '../../../src/flow/resource.js';
import { map } from '../../../src/flow/stage.js';
import { cutMap } from '../../../stages/segment/cut-map.js';
import { promptOptions, promptSampling } from '../../../stages/segment/prompt-sampling.js';
import { similarity } from '../../../stages/segment/similarity.js';
import { writeOverlays } from '../../../stages/segment/write-overlays.js';
import { canvas } from '../../draw/_canvas.js';
import { photo } from '../../eval/_drawn.js';
import { sinkContract } from '../../support/sink-contract.js';

const ranks = ['best', 'median', 'worst'] as const;
const photos = ranks.map((_, position) => {
	return { ...photo, position, image: canvas(61, 47), objects: [photo.objects[position]!] };
});

test('meets the contract of sinks', async (t) => {
	const threshold = resource('threshold', () => 0.3);
	const input = from(() => photos)
		.via(promptSampling({ ...promptOptions.parse({}), mode: 'centre' }))
		.via(map('rank', (item) => ({ ...item, rank: ranks[item.photo.position]!, iou: 0.5 })))
		.via(similarity())
		.via(cutMap(threshold, { component: false }));
	await sinkContract(t, { sink: writeOverlays, input });
});
