import test from 'ava';
import { printable, printableLine } from '../../src/files/printable.js';

test('control characters become escapes; line ends, tabs and all letters stay', (t) => {
	t.is(printable('a\u001b[2Jb\u0007\r\u009b\u202e'), 'a\\x1b[2Jb\\x07\\x0d\\x9b\\u202e');
	t.is(printable('Größe\tθ → 漢字 👋\n'), 'Größe\tθ → 漢字 👋\n');
});

test('a line stays one line', (t) => {
	t.is(printableLine('a.png\nStep 7 is done\t'), 'a.png\\nStep 7 is done\\t');
});
