/**
 * Growth of memory with the data set: `segment` over the same photos again and again, resident memory by photos.
 *
 *   node --expose-gc --import=tsx bench/evaluation-memory.ts COCO WEIGHTS [PHOTOS] [TOKENS] [OBJECTS A PHOTO]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import segment from '../pipelines/segment.js';
import { openRunFolder } from '../src/run/folder.js';
import { repeatPhotos } from './repeat-photos.js';

const [coco = '', weights = 'colour', photos = '10000', tokens = '64', most = '1'] = process.argv.slice(2);
const root = mkdtempSync(path.join(tmpdir(), 'mmc-memory-'));
const megabytes = (bytes: number) => (bytes / 2 ** 20).toFixed(0).padStart(6);

try {
	const objects = repeatPhotos(coco, root, Number(photos), Number(most));
	console.log(
		`${new Date().toISOString().slice(0, 10)}, ${cpus()[0]?.model}, Node ${process.version}; ${photos} photos with ` +
			`${objects} objects, ${weights}, ${tokens} tokens`,
	);
	const folder = openRunFolder(path.join(root, 'run'));
	const options = segment.options.parse({
		dataset: { kind: 'coco', root },
		model: { weights, tokens: Number(tokens), size: 'micro' },
	});
	console.log('objects   resident MB   heap MB   buffers MB   seconds');
	const started = performance.now();
	const report = (done: number) => {
		globalThis.gc?.();
		const { rss, heapUsed, arrayBuffers } = process.memoryUsage();
		const seconds = ((performance.now() - started) / 1000).toFixed(0).padStart(6);
		console.log(
			`${String(done).padStart(7)}   ${megabytes(rss)}   ${megabytes(heapUsed)}   ${megabytes(arrayBuffers)}   ${seconds}`,
		);
	};
	const step = Math.ceil(objects / 20);
	const onProgress = ({ done }: { readonly done: number }) => {
		if (done % step === 0) report(done);
	};
	const result = await segment.build(options, folder).run({ onProgress });
	folder.close();
	report('metrics' in result ? result.metrics.meanIoU!.count : 0);
} finally {
	rmSync(root, { recursive: true });
}
