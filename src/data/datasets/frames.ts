import { z } from 'zod';
import type { Resource } from '../../flow/resource.js';
import type { Source } from '../../flow/source.js';
import type { FramePlace } from '../annotations.js';
import type { Photo } from '../items.js';
import { readDavisMasks, readDavisSequences } from './davis.js';
import { checkFiles } from './layout.js';
import { type AnnotationRecord, numberRecords } from './record.js';

/** Options of a video data set: its kind, its folder and its split. */
export const videoOptions = z.strictObject({
	kind: z.literal('davis').describe('Layout of the data set: DAVIS 2016 or 2017'),
	root: z.string().min(1).describe('Folder of the data set, as unpacked from its archives'),
	split: z
		.string()
		.min(1)
		.optional()
		.describe('Part of the data set, such as `2017/val`; found when there is only one'),
});

/** Parsed `videoOptions`. */
export type VideoOptions = z.output<typeof videoOptions>;

/** A frame of a video whose masks are still on disk. */
export type FrameRecord = AnnotationRecord & FramePlace;

/** A frame record with its decoded photo. */
export type RecordedFrame = FrameRecord & Photo;

/** An opened video data set. */
export interface Videos {
	readonly split: string;
	/** All frames of all sequences, in order. */
	readonly frames: readonly FrameRecord[];
}

/**
 * Lists all frames of a video data set. Masks are read only on request.
 *
 * @throws {DatasetError} naming the file and the remedy, when a folder, a list or a frame is missing
 */
export async function openVideos({ root, split: wanted }: VideoOptions): Promise<Videos> {
	const { split, sequences } = await readDavisSequences(root, wanted);
	const frames = sequences.flatMap(({ name: sequence, frames }) =>
		frames.map(({ name, photo, mask }, index) => ({
			path: photo,
			name: `${sequence}/${name}`,
			readAnnotation: () => readDavisMasks(mask, sequence, split),
			sequence,
			index,
			count: frames.length,
		})),
	);
	await checkFiles(
		frames.map(({ path }) => path),
		`photos of \`${root}\``,
	);

	return { split, frames: numberRecords(frames) };
}

/** The frames of opened videos, in order. */
export function videoFrames(videos: Resource<Videos>): Source<FrameRecord> {
	return { name: 'video-frames', types: 'FrameRecord', uses: [videos], open: () => videos.value.frames };
}
