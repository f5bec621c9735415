import { type Tensor, tf } from '../tf/tf.js';
import { runOwnKernel } from '../wasm/kernels.js';
import type { Weights } from '../weights.js';

/**
 * teacher ← momentum · teacher + (1 − momentum) · student, after the optimiser step; the teacher's names decide.
 * Disposes the old teacher.
 *
 * Computed as teacher + (1 − momentum) · (student − teacher): rounded to float32, momentum and 1 − momentum do not
 * add up to 1, and the other form would shrink or swell weights that both agree on, a little at every step.
 */
export function updateTeacher(teacher: Weights, student: Weights, momentum: number): Weights {
	const update = (name: string, old: Tensor) => {
		const next = moveTowards(old, student[name]!, 1 - momentum);
		old.dispose();
		return next;
	};
	// In one scope, so that a failed update leaves nothing of those before it behind.
	return tf.tidy(() =>
		Object.fromEntries(Object.entries(teacher).map(([name, old]) => [name, update(name, old)])),
	);
}

/** Returns from + rate · (to − from). */
function moveTowards(from: Tensor, to: Tensor, rate: number): Tensor {
	const [moved] = runOwnKernel('MoveTowards', { from, to }, { rate }) ?? [];
	return moved ?? tf.tidy(() => tf.add(from, tf.mul(rate, tf.sub(to, from))));
}
