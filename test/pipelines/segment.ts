import path from 'node:path';
import test from 'ava';
import segment from '../../pipelines/segment.js';
import { decodeImage } from '../../src/data/decode.js';
import { findExtremes } from '../../src/eval/extremes.js';
import { readRecords } from '../../src/eval/records.js';
import { thresholdIndex } from '../../src/eval/thresholds.js';
import { openRunFolder } from '../../src/run/folder.js';
import { packageRoot } from '../../src/run/package.js';
import { folderWith } from '../data/_folder.js';
import { drawn } from '../draw/_canvas.js';

const dataset = { kind: 'coco', root: path.join(packageRoot, 'fixtures/objects') };

for (const mode of ['centre', 'exhaustive']) {
	test(`prompts at ${mode}: the best, the median and the worst object are drawn`, async (t) => {
		const folder = openRunFolder(folderWith(t, {}));
		const options = segment.options.parse({
			dataset,
			model: { weights: 'colour', tokens: 64 },
			prompt: { mode },
		});
		const result = await segment.build(options, folder).run();
		folder.close();
		if ('shard' in result) return t.fail('not a shard');

		const { metrics } = result;

		const k = thresholdIndex(metrics.threshold!.value!);
		const extremes = await findExtremes(() => readRecords([folder.path('records.jsonl')]), k);
		t.is(extremes.length, 3);
		t.true(extremes[0]!.iou > extremes[1]!.iou && extremes[1]!.iou > extremes[2]!.iou);
		for (const { rank, record } of extremes) {
			const photo = await decodeImage(path.join(dataset.root, 'val', record.image), { orient: false });
			const picture = await decodeImage(folder.path(`overlays/${rank}.png`), { orient: false });
			t.deepEqual([picture.width, picture.height], [2 * photo.width + 24, photo.height + 68]);
			t.true(drawn(picture, [0, 229, 255]).join('').includes('#'), 'the annotated outline');
		}
	});
}
