/** The networks' views of one photo, as a row of a contact sheet. */
import type { Corruption, Image, MaskedViews } from '../data/items.js';
import { denormalise } from '../data/resampling/normalise.js';
import { viewArrays } from '../data/views/view-arrays.js';
import type { Cell, ContactSheetRow } from './contact-sheet.js';
import { paintMask } from './mask.js';
import { fitInto, magnify, mosaic } from './scale.js';

/** Size in px that small views are magnified to, about. */
const shownSize = 192;

/** Factor by which a view of `width` px is magnified. */
export function magnification(width: number): number {
	return Math.max(1, Math.round(shownSize / width));
}

/** Headings of the columns of `viewRow`. */
export function viewColumns(hasLocalViews: boolean): readonly string[] {
	const columns = ['photo', 'view 1: teacher', 'view 1: student', 'view 2: teacher', 'view 2: student'];
	return hasLocalViews ? [...columns, 'local: student'] : columns;
}

/** One view as the teacher and the student see it. */
export interface SeenView {
	readonly clean: Image;
	readonly corrupted: Image;
}

/** Returns a function that gives both views of the photo at an index of the batch, as the networks see them. */
export function seenViews(batch: readonly MaskedViews[]): (index: number) => SeenView[] {
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

/**
 * Returns the row: the photo, the teacher's and the student's image of each global view, and the local views, if any.
 */
export function viewRow(
	photo: Image,
	name: string,
	item: MaskedViews,
	seen: readonly SeenView[],
): ContactSheetRow {
	const times = magnification(seen[0]!.clean.width);
	const side = seen[0]!.clean.width * times;
	return [
		{ caption: name, image: fitInto(photo, side, side) },
		...seen.flatMap((view, index) => viewCells(view, item.corruptions[index]!, times)),
		...(item.local ? [{ caption: `${item.local.length} views`, image: mosaic(item.local, side) }] : []),
	];
}

function viewCells({ clean, corrupted }: SeenView, corruption: Corruption, times: number): Cell[] {
	return [
		{ caption: '', image: magnify(clean, times) },
		{ caption: describeCorruption(corruption), image: magnify(shownToStudent(corrupted, corruption), times) },
	];
}

/**
 * The view as the student sees it. Where its network leaves patches out, its image is whole: these patches are drawn
 * black.
 */
export function shownToStudent(corrupted: Image, { fill, mask }: Corruption): Image {
	if (fill === 'token') paintMask(corrupted, mask, [0, 0, 0], 1);
	return corrupted;
}

const fills = { zeros: 'mean colour', noise: 'noise', foreign: 'another view', token: 'mask token' };

export function describeCorruption({ mask, fill }: Corruption): string {
	const share = mask.reduce((sum, value) => sum + value, 0) / mask.length;
	return share === 0 ? 'nothing hidden' : `${Math.round(100 * share)}% ${fills[fill]}`;
}
