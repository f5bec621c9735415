/** Memory that grows with a data set: alone in its file, since it measures the whole process. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import test from 'ava';
import type { EmbeddedPhoto } from '../../../src/eval/items.js';
import { from } from '../../../src/flow/flow.js';
import { openRunFolder } from '../../../src/run/folder.js';
import { metric } from '../../../stages/segment/metric.js';
import { promptOptions, promptSampling } from '../../../stages/segment/prompt-sampling.js';
import { similarity } from '../../../stages/segment/similarity.js';
import { summary } from '../../../stages/segment/summary.js';
import { threshold } from '../../../stages/segment/threshold.js';
import { folderWith } from '../../data/_folder.js';
import { photo } from '../../eval/_drawn.js';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Bytes in use by objects and by arrays. */
function inUse(): number {
	// Arrays that nothing holds are freed beside this thread after a collection; the next one waits for that.
	collect();
	collect();
	const { heapUsed, arrayBuffers } = process.memoryUsage();
	return heapUsed + arrayBuffers;
}

test.serial('memory does not grow with the number of objects', async (t) => {
	const [warm, photos] = [600, 1800]; // by then code is compiled and buffers have their size
	const used: number[] = [];
	const source = function* (): Generator<EmbeddedPhoto> {
		for (let position = 0; position < photos; position++) {
			if (position === warm || position === photos - 1) used.push(inUse());
			yield { ...photo, position, name: `${position}.png`, objects: photo.objects.slice(0, 1) };
		}
	};
	const folder = openRunFolder(folderWith(t, {}));
	const { metrics } = await from(source)
		.via(promptSampling({ ...promptOptions.parse({}), mode: 'centre' }))
		.via(similarity())
		.via(threshold({ component: false }))
		.via(metric)
		.into(summary(folder))
		.run();
	folder.close();
	t.is(metrics.meanIoU!.count, photos);
	const grown = (used[1]! - used[0]!) / (photos - 1 - warm);
	// A record's curves alone are 4,400 bytes, its mask 2,867.
	t.true(grown < 600, `${grown} bytes an object`);
});
