/** The documents' examples compile, and those that are whole pipelines run. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import test from 'ava';
import { packageRoot } from '../../src/run/package.js';

const execute = promisify(execFile);
const folder = mkdtempSync(path.join(tmpdir(), 'mmc-docs-'));
test.after.always(() => rmSync(folder, { recursive: true, force: true }));

const documents = [
	'README.md',
	'CONTRIBUTING.md',
	...readdirSync(path.join(packageRoot, 'docs')).map((name) => `docs/${name}`),
];

interface Example {
	readonly file: string;
	readonly code: string;
}

/** Writes each block of TypeScript of the documents to a file of its own. */
const examples: readonly Example[] = documents.flatMap((document) =>
	[...textOf(document).matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code], index) => {
		const file = path.join(folder, `${path.basename(document, '.md')}-${index}.ts`);
		writeFileSync(file, `${code}\nexport {};\n`);
		return { file, code: code! };
	}),
);

function textOf(document: string): string {
	return readFileSync(path.join(packageRoot, document), 'utf8');
}

test('every example in the documents compiles', async (t) => {
	const modules = path.join(packageRoot, 'node_modules');
	const config = {
		extends: path.join(packageRoot, 'tsconfig.json'),
		compilerOptions: {
			paths: {
				'masked-momentum': [path.join(packageRoot, 'src/index.ts')],
				'masked-momentum/*': [path.join(packageRoot, 'src/entries/*.ts')],
			},
		},
		include: [folder],
	};
	writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify(config));
	symlinkSync(modules, path.join(folder, 'node_modules'));
	writeFileSync(path.join(folder, 'package.json'), '{"type": "module"}');
	t.true(examples.length >= 5);
	const compiler = path.join(modules, '.bin/tsc');
	await t.notThrowsAsync(
		execute(compiler, ['-p', folder]).catch(({ stdout }) => {
			throw new Error(stdout);
		}),
	);
});

for (const { file, code } of examples) {
	if (code.includes('export default definePipeline')) {
		const name = path.basename(file, '.ts');
		test(`the pipeline of ${name} runs`, async (t) => {
			const photos = path.join(packageRoot, 'fixtures/broken/grey.jpg');
			const mmc = path.join(packageRoot, 'bin/mmc.js');
			const run = ['run', file, '--set', `files=${photos}`, '--out', path.join(folder, name)];
			const { stdout } = await execute(process.execPath, [mmc, ...run]);
			t.regex(stdout, /grey\.jpg|1 photos/);
		});
	}
}

test('every file that the documents link to is there', async (t) => {
	for (const document of documents) {
		for (const [, target] of textOf(document).matchAll(/\]\((?!https?:)([^)#]+)/g)) {
			const linked = path.resolve(packageRoot, path.dirname(document), target!);
			await t.notThrowsAsync(stat(linked), `${document} links to ${target}`);
		}
	}
});
