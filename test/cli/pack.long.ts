/** The package as others install it: packed by npm, beside nothing but its own dependencies. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import test from 'ava';
import { packageRoot, packageVersion } from '../../src/run/package.js';
import { installPackage } from '../support/install-package.js';
import { type MmcOptions, runMmc } from '../support/run-mmc.js';

const execute = promisify(execFile);
const project = mkdtempSync(path.join(tmpdir(), 'mmc-pack-'));
const modules = path.join(project, 'node_modules');
const installed = path.join(modules, 'masked-momentum');

const pipeline = `
	import { type ImageFile, definePipeline, findFiles, from, map, type Stage, toArray } from 'masked-momentum';
	import { z } from 'zod';

	enum Size { Short = 5 }

	const measureName: Stage<ImageFile, number> = map('measure-name', (file) => Math.min(file.path.length, Size.Short));

	export default definePipeline({
		summary: 'Measures the names of files',
		options: z.strictObject({ files: z.string() }),
		build: ({ files }) =>
			from(async function* () {
				for (const path of await findFiles(files)) yield { path, epoch: 0 };
			})
				.via(measureName)
				.into(toArray()),
		describe: (lengths) => \`\${lengths.length} names\`,
	});
`;

test.before(async () => {
	await installPackage(project);
	writeFileSync(path.join(project, 'package.json'), '{ "private": true, "type": "module" }');
	mkdirSync(path.join(project, 'mine'));
	writeFileSync(path.join(project, 'mine/names.ts'), pipeline);
});

test.after.always(() => rmSync(project, { recursive: true, force: true }));

const mmc = (args: readonly string[], options: MmcOptions = {}) =>
	runMmc(args, { cwd: project, program: path.join(modules, '.bin/mmc'), ...options });

test('it holds what runs, the documents, and nothing else', (t) => {
	const files = readdirSync(installed, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => path.relative(installed, path.join(entry.parentPath, entry.name)));
	for (const file of [
		'bin/mmc.js',
		'dist/pipelines/pretrain-tiny.js',
		'dist/src/cli.js',
		'dist/src/index.d.ts',
		'dist/src/index.js',
		'docs/backends.md',
		'fixtures/README.md',
		'fixtures/photos/tulips.jpg',
		// Set-up compiles it.
		'src/setup/allocator.cc',
		'src/setup/kernels/gelu.inc',
	]) {
		t.true(files.includes(file), file);
	}

	const allowed = [
		/^(CHANGELOG\.md|LICENSE|README\.md|package\.json)$/,
		/^bin\/mmc\.js$/,
		/^dist\/(src|stages|pipelines)\/.+(\.js|\.d\.ts)$/,
		/^docs\/.+\.md$/,
		/^fixtures\/(README\.md|photos\/[^/]+\.(jpg|png))$/,
		/^src\/setup\/(kernels\/)?[^/]+\.(cc|h|inc)$/,
	];
	t.deepEqual(
		files.filter((file) => !allowed.some((pattern) => pattern.test(file))),
		[],
	);
});

test('npx mmc', async (t) => {
	const { stdout } = await execute('npx', ['--offline', '--', 'mmc', '--version'], { cwd: project });
	t.is(stdout.trim(), packageVersion);
});

test('mmc list and mmc show', async (t) => {
	const listed = await mmc(['list']);
	for (const name of ['pretrain', 'pretrain-tiny', 'segment'])
		t.regex(listed.stdout, new RegExp(`^ {2}${name} `, 'm'));
	t.regex((await mmc(['show', 'pretrain-tiny'])).stdout, /data\.files +\S+masked-momentum\/fixtures\/photos/);
});

test('mmc run pretrain-tiny', async (t) => {
	const settings = ['steps=2', 'optimiser.warmUpEpochs=0', 'batchSize=4', 'views.size=16'];
	const args = settings.flatMap((setting) => ['--set', setting]);
	const { code, stdout, stderr } = await mmc(['run', 'pretrain-tiny', ...args, '--out', 'run']);
	t.is(code, 0, stderr);
	t.regex(stdout, /^Trained 2 steps\./m);
	t.true(readdirSync(path.join(project, 'run')).includes('teacher.safetensors'));
	t.is(JSON.parse(readFileSync(path.join(project, 'run/options.json'), 'utf8')).gitRevision, null);
});

test('a pipeline of the user’s own, in TypeScript', async (t) => {
	const files = ['--set', `files=${path.join(installed, 'fixtures/photos')}`];
	for (const [out, ...names] of [
		['by-path', './mine/names.ts'],
		['by-name', 'names', '--pipelines', 'mine'],
	]) {
		const { stdout, stderr } = await mmc(['run', ...names, ...files, '--out', out!]);
		t.is(stdout, '127 names\n', stderr);
	}
});

test('the API can be imported and has types', async (t) => {
	const code = `
		import { batch, from, map, type Runnable, toArray } from 'masked-momentum';

		const lengths: Runnable<(readonly number[])[]> = from(() => ['a', 'bc'])
			.via(map('measure-text', (text) => text.length))
			.via(batch<number>(2))
			.into(toArray());
		console.log(JSON.stringify(await lengths.run()));

		// @ts-expect-error: a stage of numbers does not fit behind one of texts.
		from(() => ['a']).via(map('double', (x: number) => 2 * x));
	`;
	writeFileSync(path.join(project, 'api.ts'), code);
	const options = ['--module', 'nodenext', '--target', 'es2022', '--strict', '--exactOptionalPropertyTypes'];
	const libraries = ['--lib', 'es2023,esnext.disposable,dom', '--types', ''];
	const tsc = path.join(packageRoot, 'node_modules/typescript/bin/tsc');
	const args = [
		tsc,
		...options,
		...libraries,
		'--ignoreConfig',
		'--outDir',
		'out',
		'api.ts',
		'mine/names.ts',
	];
	const said = await execute(process.execPath, args, { cwd: project }).catch((failed) => failed);
	// TensorFlow.js' own types are in error: of its users, `skipLibCheck` is asked.
	const errors = said.stdout.match(/^(?!.*@(tensorflow|webgpu|typescript)\/).*error TS.*$/gm);
	t.deepEqual(errors ?? [], []);
	const { stdout } = await execute(process.execPath, ['out/api.js'], { cwd: project });
	t.is(stdout, '[[1,2]]\n');
});
