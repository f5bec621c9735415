/** Width and height in pixels. */
export interface Size {
	readonly width: number;
	readonly height: number;
}

/** A pixel: column `x` and row `y`, from 0, of the photo's own size. */
export interface Point {
	readonly x: number;
	readonly y: number;
}

/** Patches down and across an image, each of which covers `width / columns` by `height / rows` of its pixels. */
export interface Grid {
	readonly rows: number;
	readonly columns: number;
}

/** Pixels from (x, y) on: `width` × `height` of them. */
export interface Box extends Point, Size {}
