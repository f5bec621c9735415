import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { mulberry32 } from '../../src/math/random.js';
import { eventFolder } from '../../src/tensorboard/event-file.js';
import { eventsIn } from '../support/events.js';

export const temporaryFolder = () => mkdtemp(path.join(tmpdir(), 'resume-'));

/** Fills a folder with twelve photos of noise and one that can't be decoded, so that not all that is read is used. */
export async function writePhotos(folder: string): Promise<void> {
	await mkdir(folder);
	const random = mulberry32(1);
	for (let photo = 0; photo < 12; photo++) {
		const pixels = Uint8Array.from({ length: 24 * 24 * 3 }, () => 256 * random());
		const file = path.join(folder, `${photo}.png`);
		await sharp(pixels, { raw: { width: 24, height: 24, channels: 3 } }).toFile(file);
	}

	await writeFile(path.join(folder, 'damaged.png'), 'no photo');
}

/** Options of a pretraining whose steps take milliseconds. */
export function tinyOptions(photos: string, options: object = {}): object {
	return {
		data: { files: photos },
		model: { size: 'micro', patch: 8 },
		views: { size: 16 },
		corruption: { align: 8 },
		reconstruction: { layers: 1 },
		distillation: { prototypes: 16, hidden: 8, bottleneck: 8 },
		contrast: { hidden: 8, out: 8 },
		optimiser: { warmUpEpochs: 1, learningRate: 0.01 },
		batchSize: 4,
		...options,
	};
}

/** What of a run's result must not depend on interruptions: hashes of files, metrics without times, what TensorBoard shows. */
export function resultOf(run: string): object {
	const newest = readdirSync(path.join(run, 'checkpoints')).sort().at(-1)!;
	const files = ['student.safetensors', 'teacher.safetensors', `checkpoints/${newest}`];
	const hashes = files.map((file) => [file, sha256(readFileSync(path.join(run, file)))]);
	return {
		...Object.fromEntries(hashes),
		metrics: metricsOf(run).map(({ imagesPerSecond, ...step }) => step),
		tensorBoard: eventsIn(path.join(run, eventFolder)).flatMap(({ step, scalars }) =>
			'train/loss' in scalars ? [[step, scalars['train/loss']]] : [],
		),
	};
}

/** The lines of `metrics.jsonl`. */
export function metricsOf(run: string): Record<string, number>[] {
	return readFileSync(path.join(run, 'metrics.jsonl'), 'utf8')
		.trim()
		.split('\n')
		.map((line) => JSON.parse(line));
}

function sha256(bytes: Uint8Array): string {
	return createHash('sha256').update(bytes).digest('hex');
}
