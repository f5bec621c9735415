/** A drawn view as calls of the functions of assembly/pixels.ts on a memory that is laid out for it. */

import { type ResampleWeights, resampleWeights } from '../resampling/resample-weights.js';
import { fixedPoint } from '../resampling/resized-crop.js';
import { type DrawnView, kernels } from './augment.js';
import { gaussian } from './blur.js';

/** Program of a thread: put the inputs in place, call the functions in order, and return the output. */
export interface ViewProgram {
	/** Required memory in bytes. */
	readonly bytes: number;
	/** Required bytes of the photo's pixels, and their place. */
	readonly photo: { readonly from: number; readonly to: number; readonly at: number };
	readonly tables: readonly { readonly at: number; readonly values: Int32Array | Float64Array }[];
	readonly calls: readonly Call[];
	readonly output: { readonly from: number; readonly to: number };
}

type Call = readonly [name: string, ...numbers: number[]];

/** Bytes that the functions may read and write beyond the end of their arguments. */
const slack = 64;

/** Allocates places one after the other, each at a multiple of 16 bytes. */
class Layout {
	bytes = 16;
	readonly tables: { at: number; values: Int32Array | Float64Array }[] = [];

	room(bytes: number): number {
		const at = this.bytes;
		this.bytes = Math.ceil((at + bytes + slack) / 16) * 16;
		return at;
	}

	table(values: Int32Array | Float64Array): number {
		const at = this.room(values.byteLength);
		this.tables.push({ at, values });
		return at;
	}
}

/** @param width of the photo, in pixels */
export function viewProgram(width: number, drawn: DrawnView): ViewProgram {
	const { crop, size } = drawn;
	const layout = new Layout();
	const [stride, side] = [3 * width, 3 * size];
	const from = crop.top * stride + 3 * crop.left;
	const photo = { from, to: from + (crop.height - 1) * stride + 3 * crop.width, at: 0 };
	photo.at = layout.room(photo.to - photo.from);
	const rows = layout.room(crop.height * side);
	const view = layout.room(size * side);
	const kernel = kernels[drawn.interpolation];
	const across = placeWeights(layout, resampleWeights(crop.width, size, kernel));
	const down = placeWeights(layout, resampleWeights(crop.height, size, kernel));
	const calls: Call[] = [
		['resampleRows', photo.at, stride, crop.height, rows, size, ...across],
		['resampleColumns', rows, side, view, size, ...down],
		...changes(drawn, view, layout),
	];
	return {
		bytes: layout.bytes,
		photo,
		tables: layout.tables,
		calls,
		output: { from: view, to: view + size * side },
	};
}

function placeWeights(layout: Layout, { first, weights, taps }: ResampleWeights): number[] {
	return [layout.table(first), layout.table(fixedPoint(weights)), taps];
}

const adjustments = {
	brightness: 'adjustBrightness',
	contrast: 'adjustContrast',
	saturation: 'adjustSaturation',
	hue: 'adjustHue',
};

/** Calls after the resampling, in the order of `makeView`. */
function changes(drawn: DrawnView, view: number, layout: Layout): Call[] {
	const { size, sigma } = drawn;
	const count = size * size;
	const flip: Call = ['flip', view, size, size];
	return [
		...(drawn.flip === 'first' ? [flip] : []),
		...drawn.jitter.map(({ property, amount }) => [adjustments[property], view, count, amount] as const),
		...(drawn.grayscale ? [['toGrayscale', view, count] as const] : []),
		...(sigma > 0 ? [blurCall(size, sigma, view, layout)] : []),
		...(drawn.solarise ? [['solarise', view, count] as const] : []),
		...(drawn.flip === 'last' ? [flip] : []),
	];
}

function blurCall(size: number, sigma: number, view: number, layout: Layout): Call {
	const half = gaussian(sigma);
	const copy = layout.room(3 * size * size);
	const line = layout.room(8 * 3 * (size + 2 * (half.length - 1)));
	return ['blur', view, size, size, layout.table(half), half.length, copy, line];
}
