/** The entries of the package are complete, documented, and enough to build the project's own pipelines. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import test from 'ava';
import glob from 'fast-glob';
import { packageRoot } from '../../src/run/package.js';
import { entries, importFromEntries, readExports } from '../support/entries.js';

const execute = promisify(execFile);
const folder = mkdtempSync(path.join(tmpdir(), 'mmc-entries-'));
test.after.always(() => rmSync(folder, { recursive: true, force: true }));

const all = readExports();
const current = all.filter(({ isDeprecated }) => !isDeprecated);

test('the entries are named by what one does', (t) => {
	const names = ['', '/data', '/train', '/evaluate', '/pipelines'].map((name) => `masked-momentum${name}`);
	t.deepEqual([...entries.keys()], names);
	for (const entry of names)
		t.true(current.filter((exported) => exported.entry === entry).length > 10, entry);
});

test('every type in an exported signature is exported too', (t) => {
	const hidden = all.flatMap(({ name, hidden }) => hidden.map((type) => `${name} mentions ${type}`));
	t.deepEqual(hidden, []);
});

test('every export has a doc comment that is a sentence', (t) => {
	for (const { entry, name, comment } of current) t.regex(comment, /^.{12,}\.$/ms, `${name} of ${entry}`);
});

test('a name means one thing, and a thing has one name, whatever the entry', (t) => {
	const things = all.map(({ name, file, original }) => ({ name, thing: `${original} of ${file}` }));
	for (const [key, value] of [
		['name', 'thing'],
		['thing', 'name'],
	] as const) {
		const first = new Map(things.toReversed().map((each) => [each[key], each[value]]));
		for (const each of things) t.is(each[value], first.get(each[key])!, each[key]);
	}
});

test('what moved out of the root names the entry it is in now', async (t) => {
	const moved = all.filter(({ isDeprecated }) => isDeprecated);
	t.true(moved.length > 0 && moved.every(({ entry }) => entry === 'masked-momentum'));
	const text = readFileSync(path.join(packageRoot, 'src/entries/moved.ts'), 'utf8');
	for (const { name } of moved) {
		const [, told] = new RegExp(`Import it from \`(\\S+)\`\\. \\*/\\s+(?:type )?${name},`).exec(text) ?? [];
		t.true(
			current.some((exported) => exported.entry === told && exported.name === name),
			`${name} of ${told}`,
		);
	}
});

test('the pipelines of this package can be built from its entries alone', async (t) => {
	const files = await glob('pipelines/**/*.ts', { cwd: packageRoot });
	t.true(files.length >= 20);
	for (const file of files) {
		const text = readFileSync(path.join(packageRoot, file), 'utf8');
		const copy = path.join(folder, file);
		mkdirSync(path.dirname(copy), { recursive: true });
		writeFileSync(copy, importFromEntries(file, text, current));
		t.notRegex(readFileSync(copy, 'utf8'), /from '[./]+\/(src|stages)\//, file);
	}

	symlinkSync(path.join(packageRoot, 'node_modules'), path.join(folder, 'node_modules'));
	writeFileSync(path.join(folder, 'package.json'), '{ "private": true, "type": "module" }');
	const paths = {
		'masked-momentum': [path.join(packageRoot, 'src/index.ts')],
		'masked-momentum/*': [path.join(packageRoot, 'src/entries/*.ts')],
	};
	const config = {
		extends: path.join(packageRoot, 'tsconfig.json'),
		compilerOptions: { paths, noUnusedLocals: true },
		include: ['pipelines'],
	};
	writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify(config));
	const tsc = path.join(packageRoot, 'node_modules/typescript/bin/tsc');
	const said = await execute(process.execPath, [tsc, '-p', folder]).catch((failed) => failed);
	t.is(said.stdout, '');
});
