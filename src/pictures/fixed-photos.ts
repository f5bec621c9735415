import type { MaskedViews, Photo } from '../data/items.js';

/** The same photos and views each time that something is drawn, so that pictures differ by what was learnt alone. */
export interface FixedPhotos {
	/** Upright; they may be smaller than their files. */
	readonly photos: readonly Photo[];
	/** The views of each photo, as training makes them. */
	readonly views: readonly MaskedViews[];
}
