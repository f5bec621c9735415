import { availableParallelism } from 'node:os';
import path from 'node:path';
import pLimit from 'p-limit';
import { decodeImage } from '../src/data/decode.js';
import type { Image } from '../src/data/image.js';
import type { Corruption, MaskedViews } from '../src/data/items.js';
import { denormalise } from '../src/data/normalise.js';
import { viewArrays } from '../src/data/view-arrays.js';
import type { Cell, ContactSheetRow } from '../src/draw/contact-sheet.js';
import { paintMask } from '../src/draw/mask.js';
import { fitInto, magnify, mosaic } from '../src/draw/scale.js';
import type { Resource } from '../src/flow/resource.js';
import { type Stage, stage } from '../src/flow/stage.js';

/** Small views are magnified to about this many px. */
const shownSize = 192;

/**
 * Turns a batch into what the networks see of it, a row a photo: the photo; of both global views the one the teacher
 * sees and the one the student sees; the local views, where there are any.
 *
 * @param quota photos still to be drawn; counted down
 */
export function drawViews(quota: Resource<{ left: number }>): Stage<readonly MaskedViews[], ContactSheetRow> {
	return stage(
		'draw-views',
		() => {
			// Each row decodes its photo anew; a whole batch of photos at once need not fit into memory.
			const limit = pLimit(availableParallelism());
			return {
				async process(batch) {
					const drawn = batch.slice(0, quota.value.left);
					quota.value.left -= drawn.length;
					const seen = viewImages(batch);
					return limit.map(drawn, (item, index) => drawRow(item, seen(index)));
				},
			};
		},
		{ types: 'MaskedViews[] → ContactSheetRow' },
	);
}

/** What is seen of one view. */
interface SeenView {
	readonly clean: Image;
	readonly corrupted: Image;
}

/** The two views of the photo at an index of the batch, as they reach the networks. */
function viewImages(batch: readonly MaskedViews[]): (index: number) => SeenView[] {
	const arrays = viewArrays(batch);
	const { width, height } = batch[0]!.views[0];
	const size = width * height * 3;
	const imageAt = (values: Float32Array, place: number): Image => {
		return { width, height, pixels: denormalise(values.subarray(place * size, (place + 1) * size)) };
	};
	return (index) =>
		[index, batch.length + index].map((place) => ({
			clean: imageAt(arrays.clean, place),
			corrupted: imageAt(arrays.corrupted, place),
		}));
}

async function drawRow(item: MaskedViews, seen: readonly SeenView[]): Promise<ContactSheetRow> {
	const times = Math.max(1, Math.round(shownSize / seen[0]!.clean.width));
	const side = seen[0]!.clean.width * times;
	const photo = fitInto(await decodeImage(item.path, { orient: true }), side, side);
	return [
		{ caption: path.basename(item.path), image: photo },
		...seen.flatMap((view, index) => drawView(view, item.corruptions[index]!, times)),
		...(item.local ? [{ caption: `${item.local.length} views`, image: mosaic(item.local, side) }] : []),
	];
}

function drawView({ clean, corrupted }: SeenView, corruption: Corruption, times: number): Cell[] {
	// The student's own image is whole: its network leaves these patches out.
	if (corruption.fill === 'token') paintMask(corrupted, corruption.mask, [0, 0, 0], 1);
	return [
		{ caption: '', image: magnify(clean, times) },
		{ caption: describeCorruption(corruption), image: magnify(corrupted, times) },
	];
}

const fills = { zeros: 'mean colour', noise: 'noise', foreign: 'another view', token: 'mask token' };

function describeCorruption({ mask, fill }: Corruption): string {
	const share = mask.reduce((sum, value) => sum + value, 0) / mask.length;
	return share === 0 ? 'nothing hidden' : `${Math.round(100 * share)}% ${fills[fill]}`;
}
