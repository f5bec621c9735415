import path from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { readAllJsonLines, readLines } from '../../src/files/json-lines.js';
import { folderWith } from '../data/_folder.js';

const fileOf = (t: ExecutionContext, text: string) =>
	path.join(folderWith(t, { 'some.jsonl': text }), 'some.jsonl');

test('each line is a value, whatever its white space, its line ends and the marks before it', async (t) => {
	const file = fileOf(t, '\uFEFF{"a":1}\r\n\n[2]\n \n3');
	t.deepEqual(await readAllJsonLines<unknown>(file), [{ a: 1 }, [2], 3]);
});

test('a line that holds what other programs take for its end stays whole', async (t) => {
	const name = 'a\u2028b\u2029c';
	t.deepEqual(await readAllJsonLines(fileOf(t, `${JSON.stringify({ name })}\n`)), [{ name }]);
});

test('lines are joined over the borders of what is read at once, and within a letter', async (t) => {
	const lines = Array.from({ length: 9 }, (_, i) => '€'.repeat(i * 40_001));
	const read: string[] = [];
	for await (const line of readLines(fileOf(t, lines.map((line) => `${line}\n`).join('')))) read.push(line);
	t.deepEqual(read, lines);
});

test('a line that is not whole is told by file, number and remedy', async (t) => {
	const file = fileOf(t, '{"a":1}\n\n{"a":\n{"a":2}\n');
	await t.throwsAsync(readAllJsonLines(file, { lastMayBeHalf: true, mayBeAbsent: true }), {
		message: `\`${file}\`, line 3: not a whole record, \`{"a":\`; repair or remove this line`,
	});
});

test('a last line that a crash cut off is left out where that is asked for alone', async (t) => {
	for (const end of ['{"a', '{"a\n', '{"a":"x\0\0\0', '{"a\n\0\0\0\n']) {
		const file = fileOf(t, `{"a":1}\n${end}`);
		t.deepEqual(await readAllJsonLines(file, { lastMayBeHalf: true }), [{ a: 1 }], JSON.stringify(end));
		await t.throwsAsync(readAllJsonLines(file, { remedy: 'do it again' }), {
			message: /some\.jsonl`, line 2: not a whole record, .*; do it again$/s,
		});
	}
});

test('a file that is not there has no lines where it need not be there', async (t) => {
	const file = path.join(folderWith(t, {}), 'absent');
	t.deepEqual(await readAllJsonLines(file, { mayBeAbsent: true }), []);
	await t.throwsAsync(readAllJsonLines(file), { message: /^`.*absent` can't be read: ENOENT/ });
	const folder = folderWith(t, {});
	await t.throwsAsync(readAllJsonLines(folder, { mayBeAbsent: true }), { message: /can't be read: EISDIR/ });
});
