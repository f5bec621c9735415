import path from 'node:path';
import type { Image } from '../data/items.js';
import { contactSheet } from '../draw/contact-sheet.js';
import { seenViews, viewColumns, viewRow } from '../draw/view-row.js';
import type { FixedPhotos } from './fixed-photos.js';

/** Draws the photos with the views and masks that the teacher and the student see. */
export function viewPicture({ photos, views }: FixedPhotos): Image {
	const seen = seenViews(views);
	return contactSheet({
		columns: viewColumns(views[0]!.local !== undefined),
		rows: views.map((item, index) =>
			viewRow(photos[index]!.image, path.basename(item.path), item, seen(index)),
		),
	});
}
