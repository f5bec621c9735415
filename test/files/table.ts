import test from 'ava';
import { formatTable } from '../../src/files/table.js';

const columns = [{ title: 'metric' }, { title: 'value', align: 'right' as const }];
const rows = [
	['meanIoU', '0.25'],
	['everything', '0.0831'],
];

test('text is aligned, numbers to the right', (t) => {
	t.is(formatTable(columns, rows), 'metric       value\nmeanIoU       0.25\neverything  0.0831\n');
});

test('Markdown, with what would break a cell escaped', (t) => {
	const table = formatTable(columns, [['a|b', '1']], { format: 'markdown' });
	t.is(table, '| metric | value |\n| --- | ---: |\n| a\\|b | 1 |\n');
});

test('CSV as in RFC 4180', (t) => {
	const table = formatTable(columns, [['say "a, b"', '1']], { format: 'csv' });
	t.is(table, 'metric,value\n"say ""a, b""",1\n');
});

const described = [{ title: 'option' }, { title: 'meaning' }];
const meaning = 'Side of a patch in pixels, of which the side of the image must be a multiple';

test('a last column that is too wide is wrapped in its place', (t) => {
	t.is(
		formatTable(described, [['patch', meaning]], { width: 60 }),
		[
			'option  meaning',
			'patch   Side of a patch in pixels, of which the side of the',
			'        image must be a multiple',
			'',
		].join('\n'),
	);
});

test('where too little is left it stands below', (t) => {
	t.is(
		formatTable(described, [['a-very-long-name-of-an-option', meaning]], { width: 50 }),
		[
			'option',
			'    meaning',
			'a-very-long-name-of-an-option',
			'    Side of a patch in pixels, of which the side',
			'    of the image must be a multiple',
			'',
		].join('\n'),
	);
});

test('no titles, no title line; no rows, only the titles', (t) => {
	t.is(formatTable([{ title: '' }, { title: '' }], [['a', 'b']]), 'a  b\n');
	t.is(formatTable(columns, []), 'metric  value\n');
});
