/** A project outside this one that copies `pretrain`, adds a stage and a loss of its own, and runs. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import test from 'ava';
import { packageRoot } from '../../src/run/package.js';
import { importFromEntries, readExports } from '../support/entries.js';
import { installPackage } from '../support/install-package.js';

const execute = promisify(execFile);
const project = mkdtempSync(path.join(tmpdir(), 'mmc-own-'));
test.after.always(() => rmSync(project, { recursive: true, force: true }));

const hideLeft = `
import { map, type Stage } from 'masked-momentum';
import type { Image, Views } from 'masked-momentum/data';

/** Blackens the left half of both views. */
export const hideLeft: Stage<Views, Views> = map('hide-left', (item) => {
	const [first, second] = item.views;
	return { ...item, views: [hide(first), hide(second)] };
});

function hide({ width, height, pixels }: Image): Image {
	return { width, height, pixels: pixels.map((value, i) => (Math.floor(i / 3) % width < width / 2 ? 0 : value)) };
}
`;

const evenness = `
import { type LossTerm, tf } from 'masked-momentum/train';

/** Draws the mean class token of a batch to zero. */
export const evenness: LossTerm = {
	name: 'evenness',
	weight: 0.1,
	loss: ({ tokens }) => tf.mean(tf.square(tf.mean(tokens.cls, 0))),
};
`;

const start = `
import { runPipeline } from 'masked-momentum';
import pretrain from './pretrain.js';

const result = await runPipeline(
	pretrain,
	{
		preset: 'laptop',
		data: { files: process.argv[2]! },
		batchSize: 4,
		steps: 2,
		optimiser: { warmUpSteps: 1 },
		views: { size: 32, local: { count: 0 } },
		summaries: { photos: 1 },
		health: { photos: 0 },
	},
	{ out: 'run' },
);
const { steps, last } = result;
console.log(JSON.stringify({ steps, lossEvenness: last?.lossEvenness }));
`;

/** Replaces what is there once. */
function replaced(text: string, from: string, to: string): string {
	if (text.split(from).length !== 2) throw new Error(`\`${from}\` is not there once`);
	return text.replace(from, () => to);
}

test.before(async () => {
	await installPackage(project);
	const file = 'pipelines/pretrain.ts';
	const source = readFileSync(path.join(packageRoot, file), 'utf8');
	let copy = importFromEntries(
		file,
		source,
		readExports().filter(({ isDeprecated }) => !isDeprecated),
	);
	const head = "import { evenness } from './evenness.js';\nimport { hideLeft } from './hide-left.js';\n";
	copy = head + copy;
	copy = replaced(copy, '.via(maskPatches(', '.via(hideLeft)\n.via(maskPatches(');
	copy = replaced(
		copy,
		'studentGradients(training, options)',
		'studentGradients(training, { ...options, ownTerms: [evenness] })',
	);
	mkdirSync(path.join(project, 'own'));
	const files = { pretrain: copy, 'hide-left': hideLeft, evenness, start };
	for (const [name, text] of Object.entries(files)) writeFileSync(path.join(project, `own/${name}.ts`), text);
	writeFileSync(path.join(project, 'package.json'), '{ "private": true, "type": "module" }');
});

for (const [module, moduleResolution] of [
	['node16', 'node16'],
	['esnext', 'bundler'],
] as const) {
	test.serial(
		`it compiles strictly, libraries checked too, as ${moduleResolution} resolves modules`,
		async (t) => {
			const compilerOptions = {
				module,
				moduleResolution,
				target: 'es2022',
				lib: ['es2023', 'esnext.disposable', 'dom'],
				types: ['node'],
				typeRoots: [path.join(packageRoot, 'node_modules/@types')],
				strict: true,
				noUncheckedIndexedAccess: true,
				exactOptionalPropertyTypes: true,
				skipLibCheck: false,
				outDir: 'out',
				rootDir: 'own',
			};
			writeFileSync(
				path.join(project, 'tsconfig.json'),
				JSON.stringify({ compilerOptions, include: ['own'] }),
			);
			const tsc = path.join(packageRoot, 'node_modules/typescript/bin/tsc');
			const said = await execute(process.execPath, [tsc, '-p', project]).catch((failed) => failed);
			// TensorFlow.js' own types are in error; none of them is this package's.
			const errors = said.stdout.match(/^(?!.*@(tensorflow|webgpu|types|typescript)\/).*error TS.*$/gm);
			t.deepEqual(errors ?? [], []);
		},
	);
}

test.serial('it runs', async (t) => {
	const photos = path.join(project, 'node_modules/masked-momentum/fixtures/photos');
	const { stdout, stderr } = await execute(process.execPath, ['out/start.js', photos], { cwd: project });
	const { steps, lossEvenness } = JSON.parse(stdout);
	t.is(steps, 2, stderr);
	t.true(lossEvenness > 0);
	const lines = readFileSync(path.join(project, 'run/metrics.jsonl'), 'utf8').trim().split('\n');
	t.is(lines.length, 2);
});
