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
export type ComputePolicy = z.output<typeof computingOptions>;

/** Policy of `pretrain` by default. */
export const defaultPolicy: ComputePolicy = { precision: 'float32', checkpointing: false };
let current = defaultPolicy;

/** Returns the policy of the innermost `withPolicy`, or the default one outside of it. */
export function currentPolicy(): ComputePolicy {
	return current;
}

/**
 * Computes forward and backward passes by a policy, like `torch.autocast`: it applies to everything called until it
 * returns.
 */
export function withPolicy<T>(policy: Partial<ComputePolicy>, compute: () => T): T {
	const before = current;
	current = {
		precision: policy.precision ?? defaultPolicy.precision,
		checkpointing: policy.checkpointing ?? defaultPolicy.checkpointing,
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
export function requirePrecision({ precision }: Pick<ComputePolicy, 'precision'>, backend: string): void {
	if (precision === 'float32' || rawBackend()) return;
	throw new Error(
		`\`precision=${precision}\` needs TensorFlow, and this process computes with \`${backend}\`: leave it at \`float32\`, or run \`mmc setup\` and do not force another backend by \`MMC_BACKEND\``,
	);
}
