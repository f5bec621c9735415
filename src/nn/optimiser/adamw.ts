import { type Tensor, tf } from '../tf/tf.js';
import type { AdamRates } from '../wasm/updates.js';
import type { Weights } from '../weights.js';
import { FusedAdam } from './fused.js';
import { clipFactor } from './gradient-norm.js';
import { type PendingUpdate, updateTogether } from './together.js';
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

/** Rates and norms of one update. */
export interface AdamWStep {
	readonly learningRate: number;
	readonly weightDecay: number;
	/** Norms of the gradients, known to be finite before any weight is changed. */
	readonly norms: Readonly<Record<string, number>>;
	/** Greatest norm of any one tensor's gradient. Without it there is no clipping. */
	readonly clip?: number;
}

/** State of the optimiser, for a checkpoint. */
export interface AdamWState {
	/** The running means: `NAME.first` and `NAME.second` for each weight updated so far. */
	readonly moments: Weights;
	/** Number of updates of each weight: fewer for those that were frozen for a time. */
	readonly updates: Readonly<Record<string, number>>;
}

/**
 * Returns `true` if a tensor decays, by DINO's rule: all tensors of two or more dimensions, `pos_embed` and
 * `cls_token` among them, but no bias.
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
	 * Returns the weights after one update. A weight without a gradient, being frozen, stays entirely as it is, its
	 * decay and its bias correction included. Disposes the old weights it replaces; the gradients stay the caller's.
	 */
	step(weights: Weights, gradients: Weights, step: AdamWStep): Weights {
		const names = Object.keys(gradients);
		// In one scope, so that where an update fails, those before it are not left behind.
		const parameters = tf.tidy(() => {
			const updates = names.map((name) => this.#pending(name, weights[name]!, gradients[name]!, step));
			return updateTogether(updates) ?? updates.map((update) => this.#update(update));
		}) as Parameter[];
		const updated = Object.fromEntries(names.map((name, i) => [name, parameters[i]!]));
		for (const [name, { first, second }] of Object.entries(updated)) {
			this.#moments.set(name, { first, second, updates: this.#updatesOf(name) + 1 });
		}

		const renewed = Object.entries(updated).map(([name, { weight }]) => [name, weight] as const);
		return { ...weights, ...Object.fromEntries(renewed) };
	}

	/** State; the tensors are the optimiser's own, valid until the next step. */
	get state(): AdamWState {
		const entries = [...this.#moments];
		const moments = entries.flatMap(([name, { first, second }]) => [
			[`${name}.first`, first] as const,
			[`${name}.second`, second] as const,
		]);
		const updates = entries.map(([name, moment]) => [name, moment.updates] as const);
		return { moments: Object.fromEntries(moments), updates: Object.fromEntries(updates) };
	}

	/** Restores the state of a checkpoint and takes over its tensors. */
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

	#pending(
		name: string,
		weight: Tensor,
		gradient: Tensor,
		{ learningRate, weightDecay, norms, clip }: AdamWStep,
	): PendingUpdate {
		const { decay, ...constants } = this.#options;
		const { first, second } = this.#moments.get(name) ?? zeroMoments(weight);
		const rates: AdamRates = {
			...constants,
			learningRate,
			weightDecay: decay === 'all' || decays(name, weight) ? weightDecay : 0,
			count: this.#updatesOf(name) + 1,
			clip: clip === undefined ? 1 : clipFactor(norms[name]!, clip),
		};
		return { parameter: { weight, first, second }, gradient, rates };
	}

	#update({ parameter, gradient, rates }: PendingUpdate): Parameter {
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
