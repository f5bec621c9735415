import type { ObjectMask } from '../annotations.js';

/**
 * Draws the masks of one photo's objects when they are asked for, and keeps the last: masks of the whole photo for
 * thousands of objects would not fit into memory.
 */
export class MaskDrawing {
	#drawn: { readonly draw: () => Uint8Array; readonly mask: Uint8Array } | undefined;

	/** Returns an object whose mask is drawn by `draw`, the same each time. */
	object(id: string, className: string, area: number, draw: () => Uint8Array): ObjectMask {
		const masks = this;

		return {
			id,
			class: className,
			get mask() {
				return masks.#mask(draw);
			},
			area,
		};
	}

	#mask(draw: () => Uint8Array): Uint8Array {
		if (this.#drawn?.draw !== draw) this.#drawn = { draw, mask: draw() };
		return this.#drawn.mask;
	}
}
