/** A function's value at a point, and its gradient there. */
export interface ValueAndGradient {
	readonly value: number;
	readonly gradient: Float64Array;
}

interface Step {
	readonly moved: Float64Array;
	readonly turned: Float64Array;
	readonly curvature: number;
}

/** Number of step pairs for the estimate of the curvature, as in scikit-learn and SciPy. */
const memory = 10;

/**
 * Minimises a convex, smooth function by L-BFGS (Nocedal 1980; Nocedal and Wright 2006, algorithm 7.4), halving the
 * step until the value falls enough (Armijo).
 *
 * @param tolerance of the greatest element of the gradient
 * @returns the least point found: after so many `iterations`, or where no step makes the value fall
 */
export function minimise(
	f: (x: Float64Array) => ValueAndGradient,
	start: Float64Array,
	{ iterations, tolerance }: { readonly iterations: number; readonly tolerance: number },
): Float64Array {
	let x = start;
	let here = f(x);
	const steps: Step[] = [];
	for (let i = 0; i < iterations && greatest(here.gradient) > tolerance; i++) {
		const direction = descentDirection(here.gradient, steps);
		const next = searchLine(f, x, here, direction, steps.length === 0);
		if (!next) break;

		const moved = subtract(next.x, x);
		const turned = subtract(next.there.gradient, here.gradient);
		const curvature = dot(moved, turned);
		if (curvature > 0) steps.push({ moved, turned, curvature });
		if (steps.length > memory) steps.shift();
		[x, here] = [next.x, next.there];
	}
	return x;
}

/** Returns −H⁻¹ · gradient, with H estimated from the last steps (the two-loop recursion). */
function descentDirection(gradient: Float64Array, steps: readonly Step[]): Float64Array {
	const q = gradient.slice();
	const shares = new Float64Array(steps.length);
	for (let i = steps.length - 1; i >= 0; i--) {
		const { moved, turned, curvature } = steps[i]!;
		shares[i] = dot(moved, q) / curvature;
		addScaled(q, -shares[i]!, turned);
	}
	const last = steps.at(-1);
	if (last) scale(q, last.curvature / dot(last.turned, last.turned));
	for (const [i, { moved, turned, curvature }] of steps.entries()) {
		addScaled(q, shares[i]! - dot(turned, q) / curvature, moved);
	}
	scale(q, -1);
	return q;
}

function searchLine(
	f: (x: Float64Array) => ValueAndGradient,
	x: Float64Array,
	here: ValueAndGradient,
	direction: Float64Array,
	isFirst: boolean,
): { readonly x: Float64Array; readonly there: ValueAndGradient } | undefined {
	const slope = dot(here.gradient, direction);
	// The function's scale is still unknown: go no farther than 1.
	let length = isFirst ? Math.min(1, 1 / Math.sqrt(-slope)) : 1;
	for (let halvings = 0; halvings < 30; halvings++, length /= 2) {
		const tried = x.slice();
		addScaled(tried, length, direction);
		const there = f(tried);
		if (there.value <= here.value + 1e-4 * length * slope) return { x: tried, there };
	}
	return undefined;
}

function dot(a: Float64Array, b: Float64Array): number {
	let sum = 0;
	for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
	return sum;
}

function addScaled(a: Float64Array, factor: number, b: Float64Array): void {
	for (let i = 0; i < a.length; i++) a[i] = a[i]! + factor * b[i]!;
}

function scale(a: Float64Array, factor: number): void {
	for (let i = 0; i < a.length; i++) a[i] = a[i]! * factor;
}

function subtract(a: Float64Array, b: Float64Array): Float64Array {
	return a.map((value, i) => value - b[i]!);
}

function greatest(values: Float64Array): number {
	let most = 0;
	for (const value of values) most = Math.max(most, Math.abs(value));
	return most;
}
