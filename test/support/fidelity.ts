/** Comparisons with independent references. What they measure is kept where `MMC_FIDELITY` names a file. */
import { appendFileSync } from 'node:fs';
import type { ExecutionContext } from 'ava';
import { type FormulaName, formulas } from './formulas.js';

/** Asserts that a formula is within its target of the reference. */
export function agrees(t: ExecutionContext, formula: FormulaName, error: number, what = ''): void {
	const { target } = formulas[formula];
	t.true(error <= target, `${formula} ${what}: off by ${error}, ${target} is allowed`);
	record(formula, error);
}

/** Asserts that a formula gives what the reference gave, bit for bit. */
export function equals<T>(
	t: ExecutionContext,
	formula: FormulaName,
	actual: T,
	expected: T,
	what = '',
): void {
	t.deepEqual(actual, expected, `${formula} ${what}`);
	record(formula, 0);
}

/** A comparison that passed. */
export interface Measurement {
	readonly formula: FormulaName;
	readonly error: number;
}

function record(formula: FormulaName, error: number): void {
	const { MMC_FIDELITY: file } = process.env;
	const measurement: Measurement = { formula, error };
	if (file) appendFileSync(file, `${JSON.stringify(measurement)}\n`);
}
