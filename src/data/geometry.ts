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

/** Numbers of patches down and across an image; each covers `width / columns` by `height / rows` pixels. */
export interface Grid {
	readonly rows: number;
	readonly columns: number;
}

/** Rectangle of `width` × `height` pixels from (x, y) on. */
export interface Box extends Point, Size {}
