/** Red, green, blue, each 0..255. */
type Colour = readonly [number, number, number];
type Paint = (x: number, y: number) => Colour;
/** Returns `true` if the shape holds the pixel's centre. */
type Shape = (x: number, y: number) => boolean;

export interface DrawnObject {
	readonly category: 'disc' | 'rectangle' | 'triangle' | 'line';
	readonly shape: Shape;
	readonly paint: Paint;
	/** The outline x, y, x, y …, of an object that nothing covers; without it the mask is stored as run lengths. */
	readonly polygon?: readonly number[];
	/** Part of a region to be ignored. */
	readonly crowd?: boolean;
}

export interface Scene {
	readonly name: string;
	readonly width: number;
	readonly height: number;
	readonly background: Paint;
	/** From back to front: each covers those before it. */
	readonly objects: readonly DrawnObject[];
}

/** Pixels of a scene, height × width × 3, and what can be seen of each object, row-major, 0 or 1. */
export interface Drawing {
	readonly pixels: Uint8Array;
	readonly masks: readonly Uint8Array[];
}

export function draw({ width, height, background, objects }: Scene): Drawing {
	const pixels = new Uint8Array(width * height * 3);
	const masks = objects.map(() => new Uint8Array(width * height));

	for (let y = 0; y < height; y++) {
		for (let x = 0; x < width; x++) {
			const front = objects.findLastIndex(({ shape }) => shape(x, y));
			const paint = objects[front]?.paint ?? background;
			pixels.set(paint(x, y), (y * width + x) * 3);
			if (front >= 0) masks[front]![y * width + x] = 1;
		}
	}

	return { pixels, masks };
}

const plain =
	(colour: Colour): Paint =>
	() =>
		colour;

/** Each pixel up to `spread` levels off the colour, by a hash of its place: the same on every machine. */
const noisy =
	([red, green, blue]: Colour, spread: number): Paint =>
	(x, y) => {
		const offset = (hash(x, y) % (2 * spread + 1)) - spread;

		return [red + offset, green + offset, blue + offset];
	};

/** Stripes four pixels wide of two colours, upright or lying. */
const striped =
	(first: Colour, second: Colour, upright: boolean): Paint =>
	(x, y) =>
		((upright ? x : y) >> 2) % 2 === 0 ? first : second;

function hash(x: number, y: number): number {
	let bits = Math.imul(x + 1, 0x9e3779b1) ^ Math.imul(y + 1, 0x85ebca77);
	bits = Math.imul(bits ^ (bits >>> 15), 0x2c1b3c6d);

	return (bits ^ (bits >>> 13)) >>> 0;
}

const disc =
	(centreX: number, centreY: number, radius: number): Shape =>
	(x, y) =>
		(x + 0.5 - centreX) ** 2 + (y + 0.5 - centreY) ** 2 <= radius ** 2;

const box =
	(left: number, top: number, width: number, height: number): Shape =>
	(x, y) =>
		x >= left && x < left + width && y >= top && y < top + height;

/** Upright triangle with its tip at the top. */
const triangle =
	(tipX: number, top: number, height: number): Shape =>
	(x, y) =>
		y >= top && y < top + height && Math.abs(x + 0.5 - tipX) * 2 <= y + 0.5 - top;

const diagonal =
	(left: number, top: number, length: number): Shape =>
	(x, y) =>
		x - left === y - top && x >= left && x < left + length;

const outline = (left: number, top: number, width: number, height: number): number[] => {
	const [right, bottom] = [left + width, top + height];

	return [left, top, right, top, right, bottom, left, bottom];
};

function rectangle(left: number, top: number, width: number, height: number, paint: Paint): DrawnObject {
	const polygon = outline(left, top, width, height);

	return { category: 'rectangle', shape: box(left, top, width, height), paint, polygon };
}

// Two of these have a cosine of 0.6 at most after the usual normalisation: colour alone tells them apart.
const navy: Colour = [30, 60, 120];
const red: Colour = [220, 40, 40];
const yellow: Colour = [230, 210, 40];
const white: Colour = [240, 240, 240];
const green: Colour = [40, 120, 50];

/** Drawn images with known answers; `fixtures/README.md` says what each is for. */
export const scenes: readonly Scene[] = [
	{
		name: 'discs',
		width: 224,
		height: 224,
		background: plain(navy),
		objects: [
			{ category: 'disc', shape: disc(60, 64, 40), paint: plain(red) },
			{ category: 'disc', shape: disc(160, 70, 32.5), paint: plain(yellow) },
			{ category: 'disc', shape: disc(112, 160.5, 48), paint: plain(white) },
		],
	},
	{
		name: 'rectangles-on-texture',
		width: 256,
		height: 192,
		background: noisy(green, 24),
		objects: [
			rectangle(24, 40, 80, 48, noisy(red, 24)),
			rectangle(140, 72, 45, 101, noisy(navy, 24)),
			{ category: 'triangle', shape: triangle(218, 12, 55), paint: noisy(yellow, 24) },
		],
	},
	{
		name: 'overlap',
		width: 192,
		height: 256,
		background: plain(navy),
		objects: [
			{ category: 'rectangle', shape: box(20, 30, 110, 110), paint: plain(red) },
			{ category: 'disc', shape: disc(120, 130, 56), paint: plain(yellow) },
			{ category: 'triangle', shape: triangle(96, 110, 120), paint: plain(white) },
		],
	},
	{
		name: 'quarter',
		width: 224,
		height: 224,
		background: plain(navy),
		objects: [rectangle(0, 112, 112, 112, plain(yellow))],
	},
	{
		name: 'twins',
		width: 224,
		height: 224,
		background: plain(navy),
		objects: [
			{ category: 'disc', shape: disc(60, 112, 42), paint: plain(red) },
			{ category: 'disc', shape: disc(164, 112, 42), paint: plain(red) },
		],
	},
	{
		name: 'camouflage',
		width: 224,
		height: 224,
		background: striped(navy, yellow, false),
		objects: [{ category: 'disc', shape: disc(112, 112, 64), paint: striped(navy, yellow, true) }],
	},
	{
		name: 'thin-border-crowd',
		width: 240,
		height: 160,
		background: noisy(green, 12),
		objects: [
			{ category: 'line', shape: diagonal(20, 20, 100), paint: plain(white) },
			{ category: 'line', shape: box(150, 10, 1, 120), paint: plain(white) },
			rectangle(190, 100, 50, 60, plain(red)),
			...[0, 1, 2, 3, 4, 5].map(
				(square): DrawnObject => ({
					category: 'rectangle',
					shape: box(170 + (square % 3) * 22, 12 + (square > 2 ? 24 : 0), 16, 16),
					paint: plain(yellow),
					crowd: true,
				}),
			),
		],
	},
];
