/** Every block of docs/recipes.md runs as it stands, one after the other, with fewer steps. */
import { execFile } from 'node:child_process';
import {
	cpSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import test from 'ava';
import { packageRoot } from '../../src/run/package.js';

const folder = mkdtempSync(path.join(tmpdir(), 'mmc-recipes-'));
test.after.always(() => rmSync(folder, { recursive: true, force: true }));

const text = readFileSync(path.join(packageRoot, 'docs/recipes.md'), 'utf8');
const recipes = [...text.matchAll(/^### (\d+)\. (.+?)$.*?^```ts\n(.*?)^```$/gms)].map(
	([, number, title, code]) => ({
		number: Number(number),
		title: title!,
		code: code!,
	}),
);

test('there are fifteen, numbered, each with a block', (t) => {
	t.deepEqual(
		recipes.map(({ number }) => number),
		Array.from({ length: 15 }, (_, i) => i + 1),
	);
	t.is(text.match(/^### /gm)!.length, 15);
	t.is(text.match(/^```ts$/gm)!.length, 15);
});

/** What a test changes in a recipe: two steps of a batch of four in place of 1200, and a stop after the first. */
function shorten(code: string): string {
	return code
		.replaceAll(
			'steps: 1200',
			'steps: 2, optimiser: { warmUpSteps: 1 }, batchSize: 4, health: { photos: 2 }, summaries: { photos: 1 }',
		)
		.replaceAll('done >= 600', 'done >= 1');
}

test('each of them runs and tells its result', async (t) => {
	t.timeout(600_000);
	layOut();
	for (const { number, code } of recipes) writeFileSync(path.join(folder, `${number}.ts`), shorten(code));
	const run = recipes.map(({ number }) =>
		`console.log('\n#${number}');\nawait import('./${number}.ts');`.replaceAll('\n#', '\\n#'),
	);
	writeFileSync(path.join(folder, 'all.ts'), `${run.join('\n')}\nexport {};\n`);
	const { stdout } = await promisify(execFile)(process.execPath, ['--import=tsx', 'all.ts'], {
		cwd: folder,
		maxBuffer: 2 ** 26,
		env: { ...process.env, NODE_V8_COVERAGE: undefined },
	});
	const told = new Map(
		stdout
			.split('\n#')
			.slice(1)
			.map((part) => [Number.parseInt(part, 10), part] as const),
	);
	const expected: Readonly<Record<number, RegExp>> = {
		1: /2\/2 .*\n.*2 steps, loss \d/s,
		2: /stopped after [12], ended after 2/,
		3: /DINO/,
		4: /^2$/m,
		5: /\d\.\d/,
		6: /views\.png/,
		7: /value: 0\.\d+/,
		8: /colour 0\.\d+.*position 0\.\d+/s,
		9: /overlay\.png 0\.\d+/,
		10: /knn1/,
		11: /12 photos, 128 numbers a patch/,
		12: /cosine: (1|0\.99999)/,
		13: /\[ 1, 128 \] \[ 1, 64, 128 \]/,
		14: /\d\d weights/,
		15: /mean: \d/,
	};
	for (const { number, title } of recipes)
		t.regex(told.get(number) ?? '', expected[number]!, `${number}: ${title}`);
});

/** Photos, annotated photos and labelled photos, as the recipes find them. */
function layOut(): void {
	const photos = path.join(packageRoot, 'fixtures/photos');
	const names = readdirSync(photos)
		.filter((name) => name.endsWith('.jpg'))
		.slice(0, 12);
	const copy = (to: string, some: readonly string[]) => {
		mkdirSync(path.join(folder, to), { recursive: true });
		for (const name of some) cpSync(path.join(photos, name), path.join(folder, to, name));
	};
	copy('photos', names);
	for (const [i, kind] of ['train', 'test'].entries()) {
		copy(`labelled/${kind}/a`, names.slice(3 * i, 3 * i + 3));
		copy(`labelled/${kind}/b`, names.slice(3 * i + 6, 3 * i + 9));
	}

	symlinkSync(path.join(packageRoot, 'fixtures/objects'), path.join(folder, 'coco'));
	symlinkSync(path.join(packageRoot, 'node_modules'), path.join(folder, 'node_modules'));
	writeFileSync(path.join(folder, 'package.json'), '{ "private": true, "type": "module" }');
	const paths = {
		'masked-momentum': [path.join(packageRoot, 'src/index.ts')],
		'masked-momentum/*': [path.join(packageRoot, 'src/entries/*.ts')],
	};
	writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: { paths } }));
}
