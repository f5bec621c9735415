import type { MaskedViews, Photo } from '../data/items.js';

/** Photos and views that every drawing uses, so that pictures differ only by what was learnt. */
export interface FixedPhotos {
	/** Upright photos, possibly smaller than their files. */
	readonly photos: readonly Photo[];
	/** The views of each photo, as training makes them. */
	readonly views: readonly MaskedViews[];
}
