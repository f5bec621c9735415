/** Doc comments stand alone: in hover text nobody sees the line above. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import test from 'ava';
import glob from 'fast-glob';
import { packageRoot } from '../../src/run/package.js';

/** A doc comment, from its first word. */
const docComment = /\/\*\*[\s*]*([^\s*][^\n]*)/g;

/** Openings that leave a clause without a main verb, or continue a sentence that the reader does not see. */
const openings = /^(?:What|Of|How|Whether|The same|All that)\b/;

test('no doc comment begins with a clause that cannot stand alone', async (t) => {
	const files = await glob('{src,stages,pipelines,bench,scripts,test/support}/**/*.{ts,js}', {
		cwd: packageRoot,
	});
	t.true(files.length > 300);
	const found: string[] = [];
	for (const file of files.sort()) {
		const text = await readFile(path.join(packageRoot, file), 'utf8');
		const starts = [...text.matchAll(docComment)].map(([, start]) => start!);
		found.push(...starts.filter((start) => openings.test(start)).map((start) => `${file}: ${start}`));
	}
	t.deepEqual(found, [], 'begin with a noun phrase or a verb: see CONTRIBUTING.md');
});
