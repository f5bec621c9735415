import { z } from 'zod';
import { rawBackend } from '../tf/binding.js';

/** Options of the computation: time and memory, and rounding. */
export const computingOptions = z.strictObject({
	precision: z
		.enum(['float32', 'bf16'])
		.default('float32')
		.describe('precision of matrix products; weights, norms, softmax, losses and optimiser stay in float32'),
	checkpointing: z
		.boolean()
		.default(false)
		.describe('compute each block again in the backward pass: more time, less memory'),
});

/** Parsed `computingOptions`. */
export type Computing = z.output<typeof computingOptions>;

/** Defaults of `pretrain`. */
export const plainly: Computing = { precision: 'float32', checkpointing: false };
let current = plainly;

/** The way in which the present call of `computeBy` computes. */
export function currentPolicy(): Computing {
	return current;
}

/** Computes forward and backward passes in a way, as `torch.autocast` does: all that is called, until it returns. */
export function computeBy<T>(way: Partial<Computing>, compute: () => T): T {
	const before = current;
	current = {
		precision: way.precision ?? plainly.precision,
		checkpointing: way.checkpointing ?? plainly.checkpointing,
	};
	try {
		return compute();
	} finally {
		current = before;
	}
}

/**
 * Checks that the backend can compute in a precision.
 *
 * @throws {Error} where what computes has no such numbers; to be called once the backend is open
 */
export function requirePrecision({ precision }: Pick<Computing, 'precision'>, backend: string): void {
	if (precision === 'float32' || rawBackend()) return;
	throw new Error(
		`\`precision=${precision}\` needs TensorFlow, and this process computes with \`${backend}\`: leave it at \`float32\`, or run \`mmc setup\` and do not force another backend by \`MMC_BACKEND\``,
	);
}
