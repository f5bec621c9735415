import test from 'ava';
import { csvRow, readNumberTable } from '../../src/files/csv.js';

test('cells are quoted where they must be; what has no value is empty', (t) => {
	t.is(csvRow(['a', 'b,c', 'd"e', 'f\ng', 1.5, undefined, Number.NaN, '']), 'a,"b,c","d""e","f\ng",1.5,,,');
});

test('a table of numbers is read by its header; an empty cell is NaN', (t) => {
	t.deepEqual(readNumberTable('x,y\r\n0,0.5\n1,\n'), {
		columns: ['x', 'y'],
		rows: [
			[0, 0.5],
			[1, Number.NaN],
		],
	});
});
