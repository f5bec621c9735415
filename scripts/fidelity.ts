/**
 * Measures every formula against its independent reference, on TensorFlow and on wasm, and writes docs/fidelity.md: the
 * comparisons of the tests themselves, with the worst error of each.
 *
 *   node --import=tsx scripts/fidelity.ts
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import glob from 'fast-glob';
import { writeAtomically } from '../src/files/atomic-write.js';
import { type Column, formatTable } from '../src/files/table.js';
import { openBackend } from '../src/nn/backend/backend.js';
import { tf } from '../src/nn/tf/tf.js';
import { packageRoot } from '../src/run/package.js';
import type { Measurement } from '../test/support/fidelity.js';
import { describeFormula, type Formula, type FormulaName, formulas } from '../test/support/formulas.js';

interface Measured {
	readonly worst: number;
	readonly comparisons: number;
}

type Measurements = ReadonlyMap<FormulaName, Measured>;

/** Test files that compare with a reference, directly or through a shared helper. */
async function comparingTests(folders: string): Promise<string[]> {
	const files = await glob(`test/${folders}/**/*.ts`, { cwd: packageRoot, ignore: ['**/_*'] });
	const texts = await Promise.all(files.map((file) => readFile(path.join(packageRoot, file), 'utf8')));
	return files
		.filter((_, i) => /support\/fidelity\.js|nearReference|assertFiniteDifferences/.test(texts[i]!))
		.sort();
}

async function measure(backend: 'tensorflow' | 'wasm', files: readonly string[]): Promise<Measurements> {
	const folder = await mkdtemp(path.join(tmpdir(), 'fidelity-'));
	const record = path.join(folder, 'measurements.jsonl');
	const ava = path.join(packageRoot, 'node_modules/.bin/ava');
	const env = { ...process.env, MMC_BACKEND: backend, MMC_FIDELITY: record };
	try {
		await promisify(execFile)(ava, [...files], { cwd: packageRoot, env, maxBuffer: 2 ** 26 });
		const lines = (await readFile(record, 'utf8')).trim().split('\n');
		return summarise(lines.map((line) => JSON.parse(line)));
	} catch (cause) {
		throw new Error(`The tests fail on ${backend}:\n${(cause as { stdout?: string }).stdout ?? cause}`, {
			cause,
		});
	} finally {
		await rm(folder, { recursive: true });
	}
}

function summarise(measurements: readonly Measurement[]): Measurements {
	const summary = new Map<FormulaName, Measured>();
	for (const { formula, error } of measurements) {
		const { worst, comparisons } = summary.get(formula) ?? { worst: 0, comparisons: 0 };
		summary.set(formula, { worst: Math.max(worst, error), comparisons: comparisons + 1 });
	}
	return summary;
}

const left: Column[] = ['formula', 'code', 'reference, and what reruns it', 'target'].map((title) => ({
	title,
}));
const right = (title: string): Column => ({ title, align: 'right' });

function tableOf(onTensors: boolean, columns: Readonly<Record<string, Measurements>>): string {
	const rows = (Object.entries(formulas) as [FormulaName, Formula][])
		.filter(([, { tensors = false }]) => tensors === onTensors)
		.map(([name, formula]) => {
			const measured = Object.values(columns).map((measurements) => measurements.get(name));
			const worst = measured.map((found) => formatError(formula, found));
			return [...describeFormula(formula), ...worst, `${measured[0]?.comparisons ?? 0}`];
		});
	return formatTable([...left, ...Object.keys(columns).map(right), right('comparisons')], rows, {
		format: 'markdown',
	});
}

function formatError({ target }: Formula, found: Measured | undefined): string {
	if (found === undefined) return 'not measured';
	if (target === 0) return found.worst === 0 ? 'exact' : 'off';
	return found.worst === 0 ? '0' : found.worst >= 0.1 ? found.worst.toFixed(1) : found.worst.toExponential(1);
}

const tensorTests = await comparingTests('{nn,stages}');
const arrayTests = await comparingTests('{data,eval}');
const tensorflow = await measure('tensorflow', [...tensorTests, ...arrayTests]);
const wasm = await measure('wasm', tensorTests);
const { version } = await openBackend();
const [cpu] = cpus();
const today = new Date().toISOString().slice(0, 10);

await writeAtomically(
	path.join(packageRoot, 'docs/fidelity.md'),
	`# Fidelity

The distance of each formula from an independent reference. Measured on ${today} on ${cpus().length} cores (${cpu?.model.trim()}), Node ${process.versions.node}, TensorFlow ${version}, tfjs ${tf.version_core} (tensors in float32), by \`node --import=tsx scripts/fidelity.ts\`, which runs the tests and records the worst error of their comparisons.

A reference is a script of NumPy or PyTorch in float64, run by hand; the link leads to the line with the formula. Its command writes \`fixtures/golden/\` again, with the script's SHA-256, and may change nothing but rounding. The first lines of each script name the versions it was made with; \`pip install numpy scipy scikit-learn pillow pycocotools safetensors torch torchvision timm transformers\` installs what they need. \`test/repository/goldens.ts\` fails if a script and its result have parted.

Errors are relative to the largest magnitude of a tensor, unless the target says otherwise.

## With tensors

${tableOf(true, { TensorFlow: tensorflow, wasm })}
AdamW divides each gradient by its own size, so a gradient below float32's noise gives a step of noise. Of the 10.9 million weights of student and teacher, 8 differ from PyTorch in float64 by more than 1e-5 after the first step, and 9 in PyTorch's own float32. The row compares three entries of each tensor and its product with random signs. Real weights are measured if \`MMC_WEIGHTS\` and \`MMC_TOKENS\` name them, as in CI.

## With plain arrays

${tableOf(false, { 'worst error': tensorflow })}
Pillow's own blur approximates the Gaussian by three box filters; \`test/oracle/augment.py\` also measures its distance from ours. The error of statistics is the distance of our mean from that of another implementation with other random numbers, in standard errors.

## By hand

\`python3 test/oracle/exports.py\` stores nothing. It runs \`mmc export\` on networks of seven kinds, then the printed Python, and asserts that the tokens of timm (loaded with \`strict=True\`) and transformers equal ours to 1e-4; the last run, to 5e-6.
`,
);
