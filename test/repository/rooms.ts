import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'ava';
import glob from 'fast-glob';
import { madeFiles } from '../../scripts/draw-architecture.js';
import { rooms } from '../../scripts/rooms.js';
import { packageRoot } from '../../src/run/package.js';

const files = glob.sync('{src,stages,pipelines}/**/*.{ts,js}', { cwd: packageRoot });

test('the rooms are the folders that hold source files', (t) => {
	t.deepEqual([...new Set(files.map(path.posix.dirname))].sort(), rooms.map(({ folder }) => folder).sort());
});

test('a room imports from rooms further up in the table only', (t) => {
	const before = new Set<string>();
	for (const { folder, houses, rooms: inside } of rooms) {
		for (const other of inside) t.true(before.has(other), `${folder} → ${other}`);
		for (const other of houses)
			t.true(
				[...before].some((known) => known.startsWith(other)),
				`${folder} → ${other}`,
			);
		before.add(folder);
	}
});

test('no folder holds more than twenty source files', (t) => {
	for (const { folder } of rooms) {
		const here = files.filter((file) => path.posix.dirname(file) === folder);
		t.true(here.length <= 20, `\`${folder}\` has ${here.length}: part it by what its files are for`);
	}
});

test('no file imports itself by way of others', (t) => {
	const finished = new Set<string>();
	const visit = (file: string, way: readonly string[]) => {
		const before = way.indexOf(file);
		if (before >= 0) t.fail(`A circle: ${[...way.slice(before), file].join(' → ')}`);
		if (before >= 0 || finished.has(file)) return;

		for (const other of importsOf(file)) visit(other, [...way, file]);
		finished.add(file);
	};
	for (const file of files) visit(file, []);
	t.true(importsOf('src/index.ts').length > 10);
});

/** Files of this repository that a file imports. */
function importsOf(file: string): string[] {
	const text = readFileSync(path.join(packageRoot, file), 'utf8');
	const specifiers = [...text.matchAll(/(?:\bfrom|\bimport)[\s(]+'(\.[^']+)'/g)].map(
		([, specifier]) => specifier!,
	);
	return specifiers.map((specifier) => {
		const imported = path.posix.join(path.posix.dirname(file), specifier);
		return existsSync(path.join(packageRoot, imported)) ? imported : imported.replace(/\.js$/, '.ts');
	});
}

test('`biome.rooms.json` and `docs/architecture.md` say what the code does', async (t) => {
	for (const [file, content] of Object.entries(await madeFiles())) {
		const remedy = `\`node --import=tsx scripts/draw-architecture.ts\` writes \`${file}\` anew`;
		t.true(readFileSync(path.join(packageRoot, file), 'utf8') === content, remedy);
	}
});

test('the linter refuses an import that the table does not allow, and no other', async (t) => {
	const folder = await mkdtemp(path.join(tmpdir(), 'rooms-'));
	const cases = [
		['src/flow', '../math/random.js', 'allowed'],
		['src/flow', '../run/folder.js', 'refused'],
		['src/nn/graph', '../weights.js', 'allowed'],
		['src/nn/graph', './session.js', 'allowed'],
		['src/nn/graph', '../../data/views/view-arrays.js', 'allowed'],
		['src/nn/graph', '../layers/gelu.js', 'refused'],
		['src/nn', './tf/tf.js', 'allowed'],
		['src/nn', './layers/gelu.js', 'refused'],
		['stages/train', '../../src/nn/step/training.js', 'allowed'],
		['stages/train', './momentum-update.js', 'refused'],
		['stages/train', '../watch/keep-best.js', 'refused'],
		['stages/train', '../../pipelines/pretrain.js', 'refused'],
		['pipelines', './recipes/mmc.js', 'allowed'],
		['pipelines/recipes', '../pretrain.js', 'refused'],
		['src/cli', '../../pipelines/pretrain.js', 'refused'],
	] as const;
	for (const [i, [room, specifier]] of cases.entries()) {
		await mkdir(path.join(folder, room), { recursive: true });
		await writeFile(path.join(folder, room, `case-${i}.ts`), `export type { x } from '${specifier}';\n`);
	}

	await copyFile(path.join(packageRoot, 'biome.rooms.json'), path.join(folder, 'biome.json'));
	const biome = path.join(packageRoot, 'node_modules/.bin/biome');
	const { stdout, stderr } = spawnSync(biome, ['lint', '--max-diagnostics=none'], {
		cwd: folder,
		encoding: 'utf8',
	});
	const said = stdout + stderr;
	t.deepEqual(
		cases.map(([room, specifier], i) => [
			room,
			specifier,
			said.includes(`case-${i}.ts`) ? 'refused' : 'allowed',
		]),
		cases.map((each) => [...each]),
		said,
	);
});
