import { type Tensor, tf } from '../tf/tf.js';
import type { AdamRates } from '../wasm/updates.js';
import type { Weights } from '../weights.js';
import { FusedAdam } from './fused.js';
import { clipFactor } from './gradient-norm.js';
import { adamUpdate, type Parameter } from './update.js';
import { wasmAdamUpdate } from './wasm.js';

/** Constants of AdamW. Defaults: β = (0.9, 0.999), ε = 1e-8, and biases and vectors do not decay. */
export interface AdamWOptions {
	readonly beta1?: number;
	readonly beta2?: number;
	readonly epsilon?: number;
	/** `matrices`: biases and one-dimensional tensors do not decay (`decays`). `all`: everything does (MoCo v3). */
	readonly decay?: 'matrices' | 'all';
}

/** What one update is made with. */
export interface AdamWStep {
	readonly learningRate: number;
	readonly weightDecay: number;
	/** The norms of the gradients, of `norms`: known to be finite before any weight is changed. */
	readonly norms: Readonly<Record<string, number>>;
	/** The longest that any one tensor's gradient may be. Left out: no clipping. */
	readonly clip?: number;
}

/** Everything the optimiser remembers, for a checkpoint. */
export interface AdamWState {
	/** The running means: `NAME.first` and `NAME.second` for each weight updated so far. */
	readonly moments: Weights;
	/** How many updates each weight has had: fewer for those that were frozen for a time. */
	readonly updates: Readonly<Record<string, number>>;
}

/**
 * DINO's rule for what decays: all tensors of two or more dimensions, `pos_embed` and `cls_token` among them, but
 * no bias.
 */
export function decays(name: string, tensor: Tensor): boolean {
	return tensor.rank > 1 && !name.endsWith('.bias');
}

/** AdamW over named weights. Owns its running means until disposed of; the weights stay the caller's. */
export class AdamW implements Disposable {
	readonly #options: Required<AdamWOptions>;
	readonly #moments = new Map<string, { first: Tensor; second: Tensor; updates: number }>();
	readonly #fused = FusedAdam.open();

	constructor({ beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, decay = 'matrices' }: AdamWOptions = {}) {
		this.#options = { beta1, beta2, epsilon, decay };
	}

	/**
	 * The weights after one update. A weight without a gradient, being frozen, is left entirely as it is, its decay
	 * and its bias correction included. Disposes the old weights it replaces; the gradients stay the caller's.
	 */
	step(weights: Weights, gradients: Weights, step: AdamWStep): Weights {
		// In one scope, so that where an update fails, those before it are not left behind.
		const updated = tf.tidy(() =>
			Object.fromEntries(
				Object.entries(gradients).map(([name, gradient]) => {
					return [name, this.#update(name, weights[name]!, gradient, step)] as const;
				}),
			),
		);
		for (const [name, { first, second }] of Object.entries(updated)) {
			this.#moments.set(name, { first, second, updates: this.#updatesOf(name) + 1 });
		}

		const renewed = Object.entries(updated).map(([name, { weight }]) => [name, weight] as const);
		return { ...weights, ...Object.fromEntries(renewed) };
	}

	/** The tensors are the optimiser's own, good until the next step. */
	get state(): AdamWState {
		const entries = [...this.#moments];
		const moments = entries.flatMap(([name, { first, second }]) => [
			[`${name}.first`, first] as const,
			[`${name}.second`, second] as const,
		]);
		const updates = entries.map(([name, moment]) => [name, moment.updates] as const);
		return { moments: Object.fromEntries(moments), updates: Object.fromEntries(updates) };
	}

	/** Goes on from a checkpoint. Takes the tensors over. */
	set state({ moments, updates }: AdamWState) {
		this.#forget();
		for (const [name, count] of Object.entries(updates)) {
			const [first, second] = [moments[`${name}.first`]!, moments[`${name}.second`]!];
			this.#moments.set(name, { first, second, updates: count });
		}
	}

	[Symbol.dispose](): void {
		this.#forget();
		this.#fused?.[Symbol.dispose]();
	}

	#update(
		name: string,
		weight: Tensor,
		gradient: Tensor,
		{ learningRate, weightDecay, norms, clip }: AdamWStep,
	): Parameter {
		const { decay, ...constants } = this.#options;
		const { first, second } = this.#moments.get(name) ?? zeroMoments(weight);
		const rates: AdamRates = {
			...constants,
			learningRate,
			weightDecay: decay === 'all' || decays(name, weight) ? weightDecay : 0,
			count: this.#updatesOf(name) + 1,
			clip: clip === undefined ? 1 : clipFactor(norms[name]!, clip),
		};
		const parameter = { weight, first, second };
		return (
			this.#fused?.update(parameter, gradient, rates) ??
			wasmAdamUpdate(parameter, gradient, rates) ??
			adamUpdate(parameter, gradient, rates)
		);
	}

	#updatesOf(name: string): number {
		return this.#moments.get(name)?.updates ?? 0;
	}

	#forget(): void {
		for (const { first, second } of this.#moments.values()) tf.dispose([first, second]);
		this.#moments.clear();
	}
}

function zeroMoments(weight: Tensor) {
	return { first: tf.zerosLike(weight), second: tf.zerosLike(weight) };
}
