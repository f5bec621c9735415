import test from 'ava';
import type { AnnotatedPhoto } from '../../../src/data/annotations.js';
import { semanticMap, sharesPerPatch } from '../../../src/eval/retrieve/semantic-map.js';
import { maskOf, objectOf } from '../_drawn.js';

const photo: AnnotatedPhoto = {
	...{ path: 'a.png', name: 'a.png', epoch: 0, position: 0 },
	image: { width: 4, height: 2, pixels: new Uint8Array(24) },
	objects: [
		objectOf('1', 'dog', maskOf('##..', '#...')),
		objectOf('2', 'cat', maskOf('.##.', '....')),
		objectOf('3', 'dog', maskOf('....', '..##')),
	],
	ignored: maskOf('...#', '...#'),
};

test('the last object wins, objects of a class are one, and what is ignored is marked', (t) => {
	const { classes, values } = semanticMap(photo);
	t.deepEqual(classes, ['background', 'dog', 'cat']);
	t.deepEqual([...values], [1, 2, 2, 255, 1, 0, 1, 255]);
});

test('shares are of the pixels that are not ignored', (t) => {
	const shares = sharesPerPatch(semanticMap(photo), photo.image, { rows: 1, columns: 4 });
	t.deepEqual(
		shares.map((patch) => Object.fromEntries(patch)),
		[{ dog: 1 }, { background: 0.5, cat: 0.5 }, { dog: 0.5, cat: 0.5 }, {}],
	);
});

test('more classes than a byte tells apart are refused', (t) => {
	const objects = Array.from({ length: 255 }, (_, i) => objectOf(`${i}`, `${i}`, maskOf('#...', '....')));
	t.throws(() => semanticMap({ ...photo, objects }), {
		message: /`a\.png` has 255 classes, 254 are the most/,
	});
});
