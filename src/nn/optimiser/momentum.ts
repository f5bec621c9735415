import { runOwnKernel } from '../tf/own-kernel.js';
import { type Tensor, tf } from '../tf/tf.js';
import type { Weights } from '../weights.js';

/**
 * teacher ← momentum · teacher + (1 − momentum) · student, after the optimiser step; the teacher's names decide.
 * Disposes the old teacher.
 *
 * Computed as teacher + (1 − momentum) · (student − teacher): rounded to float32, momentum and 1 − momentum do not
 * add up to 1, and the other form would shrink or swell weights that both agree on, a little at every step.
 */
export function updateTeacher(teacher: Weights, student: Weights, momentum: number): Weights {
	const names = Object.keys(teacher);
	const froms = names.map((name) => teacher[name]!);
	const tos = names.map((name) => student[name]!);
	// In one scope, so that where an update fails, those before it are not left behind.
	const moved = tf.tidy(() => moveAll(froms, tos, 1 - momentum));
	return Object.fromEntries(names.map((name, i) => [name, moved[i]!]));
}

/** from + rate · (to − from) for each pair. Disposes the first ones. */
function moveAll(froms: readonly Tensor[], tos: readonly Tensor[], rate: number): Tensor[] {
	const all = [...froms, ...tos, tf.scalar(rate)];
	const moved = froms.length > 0 ? runOwnKernel('MoveAll', all) : undefined;
	if (moved) {
		tf.dispose(froms as Tensor[]);
		return moved;
	}
	return froms.map((from, i) => {
		const moved = moveTowards(from, tos[i]!, rate);
		from.dispose();
		return moved;
	});
}

function moveTowards(from: Tensor, to: Tensor, rate: number): Tensor {
	const [moved] = runOwnKernel('MoveTowards', { from, to }, { rate }) ?? [];
	return moved ?? tf.tidy(() => tf.add(from, tf.mul(rate, tf.sub(to, from))));
}
