import path from 'node:path';
import test from 'ava';
import { linesOf, parseJson, readText } from '../../src/files/text.js';
import { folderWith } from '../data/_folder.js';

test('a byte order mark is left out, and says UTF-16', async (t) => {
	const folder = folderWith(t, {
		plain: 'a ü\n',
		marked: '\ufeffa ü\n',
		wide: Buffer.from('\ufeffa ü\n', 'utf16le'),
	});
	for (const name of ['plain', 'marked', 'wide'])
		t.is(await readText(path.join(folder, name)), 'a ü\n', name);
});

test('lines are told without the blanks around them, and without empty ones', (t) => {
	t.deepEqual(linesOf('\ufeffa \r\n\n \t\r\n\tb c\n'), ['a', 'b c']);
});

test('the numbers that Python writes and JSON lacks become null, within no string', (t) => {
	const text = '{"NaN": [NaN, -Infinity, Infinity, 1], "b": "NaN \\" NaN", "c": "\\\\"}';
	t.deepEqual(parseJson(text), { NaN: [null, null, null, 1], b: 'NaN " NaN', c: '\\' });
	for (const damaged of ['{"a": NaN', '{"a": nan}', '["NaN', 'NaNs'])
		t.throws(() => parseJson(damaged), { instanceOf: SyntaxError });
});
