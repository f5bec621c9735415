/**
 * What the real TensorBoard makes of our event files. `MMC_TENSORBOARD` names a Python that has it:
 * `python3 -m venv tb && tb/bin/pip install tensorboard`.
 */
import { execFile } from 'node:child_process';
import { statSync, truncateSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import test from 'ava';
import { encodePng } from '../../src/draw/png.js';
import { openRunFolder } from '../../src/run/folder.js';
import { EventFile, eventFiles, eventFolder } from '../../src/tensorboard/event-file.js';
import { histogramOf } from '../../src/tensorboard/histogram.js';
import { folderWith } from '../data/_folder.js';
import { canvas } from '../draw/_canvas.js';

type Points = Record<string, number[][]>;

/** By TensorBoard's Python reader, and by the data server that its web pages ask by default. */
type Read = { scalars: Points; histograms: Points; images: Points; served: Points };

const python = process.env.MMC_TENSORBOARD;
const title = 'the real TensorBoard reads a run that was killed and went on';

(python ? test : test.skip)(
	python ? title : `${title} (MMC_TENSORBOARD names no Python that has it)`,
	async (t) => {
		const run = `${folderWith(t, {})}/run`;
		const picture = canvas(30, 20, [200, 100, 0]);
		const bytes = await encodePng(picture);
		const values = [1, 2, 2, -4];
		const write = (from: number, to: number, loss: number) => {
			const folder = openRunFolder(run, { resume: from > 1 });
			const events = new EventFile(folder, from);
			for (let step = from; step <= to; step++) {
				events.write(step, { scalars: { 'train/loss': loss, 'health/rankMe': 20 } });
				events.write(step, { histograms: { 'weights/w': histogramOf(values) } });
				events.write(step, { pictures: { 'pictures/views': { ...picture, bytes } } });
			}

			folder.close();
		};

		write(1, 6, 0.5);
		const folder = path.join(run, eventFolder);
		const [first] = eventFiles(folder).map((name) => path.join(folder, name));
		truncateSync(first!, statSync(first!).size - 10); // A crash within a record.
		write(4, 7, 0.25);
		const script = path.join(import.meta.dirname, '_read.py');
		const { stdout } = await promisify(execFile)(python!, [script, folder]);
		const read: Read = JSON.parse(stdout);
		const losses = [0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.25].map((loss, i) => [i + 1, loss]);
		t.deepEqual(read.scalars['train/loss'], losses);
		t.deepEqual(read.served['train/loss'], losses);
		t.deepEqual(Object.keys(read.served).sort(), ['health/rankMe', 'train/loss']);
		t.deepEqual(
			read.histograms['weights/w'],
			[1, 2, 3, 4, 5, 6, 7].map((step) => [step, 4, -4, 2, 4]),
		);
		t.deepEqual(
			read.images['pictures/views'],
			[1, 2, 3, 4, 5, 6, 7].map((step) => [step, 30, 20, bytes.length]),
		);
	},
);
