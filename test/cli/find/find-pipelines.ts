import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import v8 from 'node:v8';
import test from 'ava';
import { findPipeline, findPipelines } from '../../../src/cli/find/find-pipelines.js';
import type { RunFolder } from '../../../src/run/folder.js';
import { packageRoot } from '../../../src/run/package.js';

// Users' CommonJS files are loaded through `data:` URLs, which c8 cannot take.
test.before(() => v8.stopCoverage());

/** A folder outside of any project: no `package.json`, no `node_modules`. */
async function folderWith(files: Readonly<Record<string, string>>): Promise<string> {
	const folder = await mkdtemp(path.join(tmpdir(), 'pipelines-'));
	for (const [name, text] of Object.entries(files)) {
		await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
		await writeFile(path.join(folder, name), text);
	}

	return folder;
}

const stage = `
	import { map } from 'masked-momentum';
	export const double = map('double', (x) => x * 2);
`;

const pipeline = `
	import { definePipeline, from, toArray } from 'masked-momentum';
	import { z } from 'zod';
	import { double } from './double.js';

	export default definePipeline({
		summary: 'Doubles numbers',
		options: z.strictObject({ count: z.int().default(3) }),
		build: ({ count }) => from(() => Array.from({ length: count }, (_, i) => i)).via(double).into(toArray()),
	});
`;

// What only a TypeScript loader accepts: `enum`, and `.js` standing for a `.ts` file.
const typescript = { 'double.ts': `enum Unused { A }\n${stage}`, 'doubles.ts': pipeline };
const javascript = { 'double.js': stage, 'doubles.js': pipeline };
const commonjs = '{ "type": "commonjs" }';

const layouts: Readonly<Record<string, Readonly<Record<string, string>>>> = {
	TypeScript: typescript,
	JavaScript: javascript,
	'TypeScript, where files are CommonJS': { ...typescript, 'package.json': commonjs },
	'JavaScript, where files are CommonJS': { ...javascript, 'package.json': commonjs },
	'TypeScript, beside another copy of the package': {
		...typescript,
		'node_modules/masked-momentum/package.json': '{ "exports": "./index.js", "type": "module" }',
		'node_modules/masked-momentum/index.js': 'throw new Error("the other copy")',
	},
};

for (const [layout, files] of Object.entries(layouts)) {
	test(`a pipeline and a stage of the user's own: ${layout}`, async (t) => {
		const folder = await folderWith(files);
		const file = Object.keys(files).find((name) => name.startsWith('doubles'))!;
		const found = await findPipeline(path.join(folder, file));
		t.is(found.name, 'doubles');
		t.is(found.pipeline.summary, 'Doubles numbers');
		const options = found.pipeline.options.parse({ count: 4 });
		t.deepEqual(await found.pipeline.build(options, {} as RunFolder).run(), [0, 2, 4, 6]);
	});
}

test('pipelines of a folder are found by name, stages beside them are not loaded', async (t) => {
	const folder = await folderWith({
		'mine.ts': pipeline.replace('./', './stages/'),
		'stages/double.ts': stage,
	});
	t.is((await findPipeline('mine', [folder])).file, path.join(folder, 'mine.ts'));
	const listed = await findPipelines([folder]);
	t.deepEqual(
		listed.filter(({ from }) => from === folder).map(({ name }) => name),
		['mine'],
	);
});

test('a folder given twice counts once', async (t) => {
	const folder = await folderWith({
		'mine.ts': pipeline.replace('./', './stages/'),
		'stages/double.ts': stage,
	});
	t.is((await findPipelines([folder, folder])).filter(({ name }) => name === 'mine').length, 1);
});

test('an unknown name gets the nearest', async (t) => {
	const folder = await folderWith({ 'my-pretraining.ts': '', 'types.d.ts': '' });
	await t.throwsAsync(findPipeline('my-pretrainin', [folder]), {
		message: /^Unknown pipeline `my-pretrainin`: did you mean `my-pretraining`\?\n`mmc list` shows all/,
	});
	await t.throwsAsync(findPipeline('something-else-altogether', [folder]), {
		message: /^Unknown pipeline `something-else-altogether`\n/,
	});
	await t.throwsAsync(
		findPipeline('types.d', [folder]),
		{ message: /^Unknown pipeline/ },
		'declarations are none',
	);
});

test('two pipelines of one name are refused, with both files', async (t) => {
	const [first, second] = [await folderWith({ 'mine.ts': '' }), await folderWith({ 'mine.js': '' })];
	await t.throwsAsync(findPipelines([first, second]), {
		message: `Two pipelines are named \`mine\`: \`${path.join(first, 'mine.ts')}\` and \`${path.join(second, 'mine.js')}\`. Rename one of them`,
	});
});

test('what is no pipeline is named, with the reason', async (t) => {
	const folder = await folderWith({
		'empty.ts': '',
		'object.ts': 'export default { summary: "", build() {} };',
		'throws.ts': 'throw new Error("on purpose");',
		'syntax.ts': 'export default {',
	});
	const load = (name: string) => findPipeline(path.join(folder, name));
	for (const name of ['empty.ts', 'object.ts']) {
		await t.throwsAsync(load(name), {
			message: `\`${path.join(folder, name)}\` is no pipeline: its default export must be made by \`definePipeline({…})\``,
		});
	}

	await t.throwsAsync(load('throws.ts'), {
		message: `Pipeline \`${path.join(folder, 'throws.ts')}\` can't be loaded: on purpose`,
	});
	await t.throwsAsync(load('syntax.ts'), { message: /syntax\.ts` can't be loaded: / });
});

test('a missing file or folder is named', async (t) => {
	await t.throwsAsync(findPipeline('./absent.ts'), { message: "Pipeline file `./absent.ts` doesn't exist" });
	await t.throwsAsync(findPipelines(['./absent']), { message: "Pipeline folder `./absent` doesn't exist" });
});

test('every entry of the package is found where there is no package', async (t) => {
	const { exports } = JSON.parse(await readFile(path.join(packageRoot, 'package.json'), 'utf8'));
	const names = Object.keys(exports).filter((name) => !name.endsWith('.json'));
	t.true(names.length >= 5);
	const imports = names.map((name, i) => `import * as e${i} from '${path.join('masked-momentum', name)}';`);
	const check = `if ([${names.map((_, i) => `e${i}`)}].some((entry) => Object.keys(entry).length < 5)) throw new Error('empty');`;
	const folder = await folderWith({
		'doubles.ts': [...imports, pipeline, check].join('\n'),
		'double.ts': stage,
	});
	const { pipeline: found } = await findPipeline(path.join(folder, 'doubles.ts'));
	t.is(found.summary, 'Doubles numbers');
});
