/** Golden values and what computed them: neither may change without the other. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import glob from 'fast-glob';
import { packageRoot } from '../../src/run/package.js';
import { describeFormula, formulas } from '../support/formulas.js';

const read = (file: string) => readFileSync(path.join(packageRoot, file), 'utf8');
const namesIn = (folder: string, extension: string) =>
	readdirSync(path.join(packageRoot, folder))
		.filter((file) => file.endsWith(extension))
		.map((file) => path.basename(file, extension));

const goldens = namesIn('fixtures/golden', '.json');
const scripts = namesIn('test/oracle', '.py');

for (const name of goldens) {
	test(`${name}.json was computed by test/oracle/${name}.py as it is now`, (t) => {
		const { script } = JSON.parse(read(`fixtures/golden/${name}.json`));
		const hash = createHash('sha256')
			.update(read(`test/oracle/${name}.py`))
			.digest('hex');
		t.is(script, hash, `they have parted: run \`python3 test/oracle/${name}.py\` and commit both`);
	});
}

test('every script says how it is run, and has a result or says that it stores nothing', (t) => {
	for (const name of scripts) {
		const text = read(`test/oracle/${name}.py`);
		const [header = ''] = text.split('import ');
		t.true(header.includes(`python3 test/oracle/${name}.py`), name);
		t.true(goldens.includes(name) !== header.includes('it stores nothing'), name);
	}
});

test('every result is read by a test', async (t) => {
	const files = await glob('test/**/*.ts', {
		cwd: packageRoot,
		ignore: ['test/repository/goldens.ts', 'test/oracle/**'],
	});
	const tests = files.map(read).join('\n');
	for (const name of goldens) t.regex(tests, new RegExp(`golden\\('${name}'\\)|\\b${name}\\.json`), name);
});

test('docs/fidelity.md tells of every formula, its code, its reference and its target', (t) => {
	const table = read('docs/fidelity.md');
	for (const formula of Object.values(formulas)) {
		t.true(existsSync(path.join(packageRoot, formula.code)), formula.code);
		const row = `| ${describeFormula(formula).join(' | ')} |`;
		t.true(table.includes(row), `\`node --import=tsx scripts/fidelity.ts\` is to write:\n${row}`);
	}
});
