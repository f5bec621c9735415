import type { ObjectMask } from '../annotations.js';

/**
 * Draws the masks of one photo's objects when they are asked for, and keeps the last: masks of the whole photo for
 * thousands of objects would not fit into memory.
 */
export class MaskDrawing {
	#drawn: { readonly draw: () => Uint8Array; readonly mask: Uint8Array } | undefined;

	/** Returns an object whose mask is drawn by `draw`, the same each time. */
	object(id: string, className: string, area: number, draw: () => Uint8Array): ObjectMask {
		return new DrawnObject(id, className, area, () => this.#mask(draw));
	}

	#mask(draw: () => Uint8Array): Uint8Array {
		if (this.#drawn?.draw !== draw) this.#drawn = { draw, mask: draw() };
		return this.#drawn.mask;
	}
}

/** A class, so that what goes through the fields of an item, or copies them, draws no mask. */
class DrawnObject implements ObjectMask {
	readonly class: string;
	readonly #mask: () => Uint8Array;

	constructor(
		readonly id: string,
		className: string,
		readonly area: number,
		mask: () => Uint8Array,
	) {
		this.class = className;
		this.#mask = mask;
	}

	get mask(): Uint8Array {
		return this.#mask();
	}
}
