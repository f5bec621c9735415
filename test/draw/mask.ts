import test from 'ava';
import { drawOutline, paintMask } from '../../src/draw/mask.js';
import { maskOf } from '../eval/_drawn.js';
import { canvas, drawn } from './_canvas.js';

const mask = maskOf('.......', '.######', '.######', '.######', '.######', '.######', '.......');

test('a mask is filled', (t) => {
	const image = canvas(7, 7, [10, 10, 10]);
	paintMask(image, mask, [30, 20, 10], 0.5);
	t.deepEqual(drawn(image, [20, 15, 10]).join(''), [...mask].map((value) => (value ? '#' : '.')).join(''));
});

test('its outline lies inside it, as wide as is asked for, and not along the photo’s edge', (t) => {
	const thin = canvas(7, 7);
	drawOutline(thin, mask, [255, 0, 0], 1);
	t.deepEqual(drawn(thin, [255, 0, 0]), [
		'.......',
		'.######',
		'.#.....',
		'.#.....',
		'.#.....',
		'.######',
		'.......',
	]);
	const thick = canvas(7, 7);
	drawOutline(thick, mask, [255, 0, 0], 2);
	t.deepEqual(drawn(thick, [255, 0, 0])[3], '.##....');
});

test('the whole photo has no outline', (t) => {
	const image = canvas(3, 2);
	drawOutline(image, maskOf('###', '###'), [255, 0, 0], 2);
	t.deepEqual(drawn(image, [255, 0, 0]), ['...', '...']);
});
