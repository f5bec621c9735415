import { encodePng } from '../../src/draw/png.js';
import type { CutMap } from '../../src/eval/map/segment-photo.js';
import type { RankedObject } from '../../src/eval/segment/extremes.js';
import type { Sink } from '../../src/flow/sink.js';
import { objectPicture } from '../../src/pictures/object-picture.js';
import type { RunFolder } from '../../src/run/folder.js';

/** Writes `overlays/best.png` and so on, by rank. */
export function writeOverlays(folder: RunFolder): Sink<RankedObject & CutMap, void> {
	return {
		name: 'write-overlays',
		types: 'RankedObject → void',
		open: () => ({
			async write(item) {
				await folder.write(`overlays/${item.rank}.png`, await encodePng(objectPicture(item)));
			},
			result() {},
		}),
	};
}
