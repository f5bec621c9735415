import type { ExecutionContext } from 'ava';
import { agrees } from '../support/fidelity.js';
import type { FormulaName } from '../support/formulas.js';

/** Asserts that numbers agree within `tolerance`. */
export function near(
	t: ExecutionContext,
	actual: number | ArrayLike<number>,
	expected: number | ArrayLike<number>,
	name = 'value',
	tolerance = 1e-9,
): void {
	const [is, should] = [list(actual), list(expected)];
	t.is(is.length, should.length, name);
	for (const [i, value] of is.entries()) {
		const gap = Math.abs(value - should[i]!);
		if (!(gap <= tolerance)) t.fail(`${name}[${i}] is ${value}, not ${should[i]}`);
	}
}

/** Asserts that figures are those of a formula's reference. */
export function nearReference(
	t: ExecutionContext,
	formula: FormulaName,
	actual: number | ArrayLike<number>,
	expected: number | ArrayLike<number>,
	name?: string,
): void {
	const [is, should] = [list(actual), list(expected)];
	t.is(is.length, should.length, name);
	agrees(t, formula, Math.max(...is.map((value, i) => Math.abs(value - should[i]!))), name);
}

function list(values: number | ArrayLike<number>): number[] {
	return typeof values === 'number' ? [values] : Array.from(values);
}
