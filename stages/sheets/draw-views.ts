import { availableParallelism } from 'node:os';
import path from 'node:path';
import pLimit from 'p-limit';
import { decodeImage } from '../../src/data/decoding/decode.js';
import type { MaskedViews } from '../../src/data/items.js';
import type { ContactSheetRow } from '../../src/draw/contact-sheet.js';
import { seenViews, viewRow } from '../../src/draw/view-row.js';
import type { Resource } from '../../src/flow/resource.js';
import { type Stage, stage } from '../../src/flow/stage.js';

/**
 * Draws the networks' views of a batch, one row a photo: the photo; the teacher's and the student's image of each
 * global view; the local views, if any.
 *
 * @param quota photos still to be drawn; counted down
 */
export function drawViews(quota: Resource<{ left: number }>): Stage<readonly MaskedViews[], ContactSheetRow> {
	return stage(
		'draw-views',
		() => {
			// Each row decodes its photo again; a whole batch of photos at once need not fit into memory.
			const limit = pLimit(availableParallelism());
			return {
				async process(batch) {
					const drawn = batch.slice(0, quota.value.left);
					quota.value.left -= drawn.length;
					const seen = seenViews(batch);
					return limit.map(drawn, async (item, index) => {
						const photo = await decodeImage(item, { orient: true, maxPixels: Number.MAX_SAFE_INTEGER });
						return viewRow(photo, path.basename(item.path), item, seen(index));
					});
				},
			};
		},
		{ types: 'MaskedViews[] → ContactSheetRow', uses: [quota] },
	);
}
