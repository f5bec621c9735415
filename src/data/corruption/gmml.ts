import type { Random } from '../../math/random.js';
import type { Corruption } from '../items.js';

/** Options of the corruption of a view (GMML). */
export interface CorruptionOptions {
	/** Greatest share of the pixels that are dropped, in [0, 1). */
	readonly drop: number;
	/** Filling of dropped pixels. */
	readonly fill: 'zeros' | 'noise';
	/** Greatest share of the pixels that are taken from another image, in [0, 1). */
	readonly replace: number;
	/** Probability of `replace` instead of `drop`. */
	readonly foreign: number;
	/** Alignment of blocks in pixels: 1, or the size of a patch. */
	readonly align: number;
}

/** Largest side of a block, as a share of the image's side. */
const LARGEST_BLOCK = 0.3;

/**
 * Chooses the corrupted pixels of a `size` × `size` view (GMML, as in SiT): EITHER `drop` of the pixels are dropped,
 * OR `replace` of them come from another image, never both, as in its public code. The share is uniform in [min(½,
 * r), r]: SiT's .5 and .3 are met exactly, GMML's .75 lies between .5 and .75. Blocks are added until it is reached.
 *
 * Draws: which of the two; the share; per block: top, left, height, width; at the end the donor.
 *
 * It differs from the public code in one point: a block may also begin at the last aligned place. Otherwise images of
 * few patches could never be covered, and the loop would not end.
 *
 * @throws {RangeError} when blocks at multiples of `align` cannot cover the share
 */
export function corrupt(size: number, options: CorruptionOptions, random: Random): Corruption {
	const foreign = random() < options.foreign;
	const most = foreign ? options.replace : options.drop;
	const least = Math.min(0.5, most);
	const target = (least + (most - least) * random()) * size * size;
	if (options.align > size) throw unreachable(size, options, target);

	const mask = new Uint8Array(size * size);
	for (let area = 0, tries = 0; area < target; tries++) {
		const added = addBlock(mask, size, options.align, random);
		area += added;
		if (added > 0) tries = 0;
		if (tries > size ** 2) throw unreachable(size, options, target);
	}
	return { mask, fill: foreign ? 'foreign' : options.fill, donor: random() };
}

function unreachable(size: number, { align }: CorruptionOptions, target: number): RangeError {
	return new RangeError(
		`Blocks at multiples of \`align\` ${align} px cannot cover ${Math.ceil(target)} pixels of a view of ${size} × ${size}. ` +
			'Set `align` to 1, or to the size of a patch that divides the view',
	);
}

/** @returns how many pixels are newly covered */
function addBlock(mask: Uint8Array, size: number, align: number, random: Random): number {
	const start = () => align * Math.floor(Math.floor(random() * (size - align + 1)) / align);
	const [top, left] = [start(), start()];
	const [height, width] = [
		blockSide(size - top, size, align, random),
		blockSide(size - left, size, align, random),
	];

	let covered = 0;
	for (let y = top; y < top + height; y++) {
		for (let i = y * size + left; i < y * size + left + width; i++) {
			covered += 1 - mask[i]!;
			mask[i] = 1;
		}
	}
	return covered;
}

function blockSide(room: number, size: number, align: number, random: Random): number {
	const end = Math.max(align + 1, Math.floor(LARGEST_BLOCK * size));
	const side = Math.min(align + Math.floor(random() * (end - align)), room);
	return Math.min(room, align * roundHalfEven(side / align));
}

/** Python's `round`, which decides between one patch and two. */
function roundHalfEven(x: number): number {
	const rounded = Math.round(x);
	return rounded - x === 0.5 && rounded % 2 === 1 ? rounded - 1 : rounded;
}
