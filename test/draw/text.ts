import test from 'ava';
import { drawText, fitText } from '../../src/draw/text.js';
import { canvas, drawn } from './_canvas.js';

const white = [255, 255, 255] as const;

test('text is drawn letter by letter, capitals as small ones, at any scale', (t) => {
	const image = canvas(11, 9);
	drawText(image, 'Ap', 0, 0, { colour: white, scale: 1 });
	t.deepEqual(drawn(image, white), [
		'...........',
		'...........',
		'.###..#.##.',
		'....#.##..#',
		'.####.#...#',
		'#...#.##..#',
		'.####.#.##.',
		'......#....',
		'......#....',
	]);
	const large = canvas(10, 18);
	drawText(large, '.', 0, 0, { colour: white, scale: 2 });
	t.deepEqual(drawn(large, white).slice(9), [
		'..........',
		'..####....',
		'..####....',
		'..####....',
		'..####....',
		...Array(4).fill('..........'),
	]);
});

test('every character of figures and file names has its own drawing', (t) => {
	const characters = [...'abcdefghijklmnopqrstuvwxyz0123456789.,:-+=_/%()?'];
	const drawings = characters.map((character) => {
		const image = canvas(5, 9);
		drawText(image, character, 0, 0, { colour: white, scale: 1 });
		return drawn(image, white).join('\n');
	});
	t.is(new Set(drawings).size, characters.length);
});

test('what it has no drawing of is a question mark, and what does not fit is cut off', (t) => {
	const [unknown, mark] = [canvas(9, 5), canvas(9, 5)];
	drawText(unknown, '字 a', 0, 0, { colour: white, scale: 1 });
	drawText(mark, '? a', 0, 0, { colour: white, scale: 1 });
	t.deepEqual(unknown, mark);
});

test('the middle of a text that is too long is left out', (t) => {
	t.is(fitText('cathedral.jpg', 13 * 6, 1), 'cathedral.jpg');
	t.is(fitText('cathedral.jpg', 12 * 6, 1), 'cathe..l.jpg');
	t.is(fitText('cathedral.jpg', 12 * 6, 2), 'ca..pg');
});
