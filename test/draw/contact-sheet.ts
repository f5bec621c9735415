import test from 'ava';
import { contactSheet } from '../../src/draw/contact-sheet.js';
import { drawText } from '../../src/draw/text.js';
import { canvas, drawn } from './_canvas.js';

const red = [255, 0, 0] as const;

test('images stand in rows and columns, in the middle of cells of the largest one’s size', (t) => {
	const cell = (width: number, height: number) => ({ caption: '', image: canvas(width, height, red) });
	const sheet = contactSheet({
		columns: ['', ''],
		rows: [
			[cell(6, 4), cell(2, 2)],
			[cell(4, 4), cell(6, 2)],
		],
	});
	const [gap, line] = [8, 26];
	t.deepEqual([sheet.width, sheet.height], [gap + 2 * (6 + gap), gap + line + 2 * (line + 4 + gap)]);
	const rows = drawn(sheet, red).map((row) => row.slice(gap, 2 * gap + 12));
	t.deepEqual(rows.slice(gap + 2 * line, gap + 2 * line + 4), [
		'######..............',
		'######..........##..',
		'######..........##..',
		'######..............',
	]);
	t.deepEqual(rows.slice(-gap - 4, -gap), [
		'.####...............',
		'.####.........######',
		'.####.........######',
		'.####...............',
	]);
	t.is(rows.join('').split('#').length - 1, 24 + 4 + 16 + 12);
});

test('headings are black, captions grey', (t) => {
	const sheet = contactSheet({
		columns: ['ab'],
		rows: [[{ caption: 'ab', image: canvas(30, 4, red) }]],
	});
	const letters = canvas(sheet.width, 18);
	drawText(letters, 'ab', 8, 0, { colour: red, scale: 2 });
	t.deepEqual(drawn(sheet, [0, 0, 0]).slice(8, 26), drawn(letters, red));
	t.deepEqual(drawn(sheet, [110, 110, 110]).slice(34, 52), drawn(letters, red));
});
