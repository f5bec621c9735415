import { type Tensor, tf } from '../nn/tf/tf.js';
import { entropy } from './feature-spread.js';

/** Spread of the teacher's tokens over the prototypes. Entropies are in nats. */
export interface PrototypeUse {
	/** The mean entropy of a token's distribution, from 0 to ln K. */
	readonly entropy: number;
	/** The mean Kullback–Leibler divergence of a token's distribution to the uniform one: ln K − `entropy`. */
	readonly klToUniform: number;
	/**
	 * The mutual information of token and prototype, the entropy of the mean distribution less the mean entropy: 0 both
	 * where all tokens take one prototype and where all distributions are uniform.
	 */
	readonly information: number;
	/** Share of prototypes that come first for some token; of as many as there are tokens, if fewer. */
	readonly used: number;
	/**
	 * exp of the entropy of the mean distribution: the effective number of prototypes in use (VQ-VAE's perplexity).
	 */
	readonly perplexity: number;
	/** Lesser number of tokens and prototypes: `information` is at most its logarithm. */
	readonly choices: number;
}

/** @param distributions [T, K], of `sharpen` */
export function prototypeUse(distributions: Tensor): PrototypeUse {
	const [tokens, prototypes] = distributions.shape as [number, number];
	const choices = Math.min(prototypes, tokens);
	const [each, mean, first] = tf.tidy(() => {
		const logs = tf.log(tf.maximum(distributions, 1e-30));
		const entropies = tf.neg(tf.sum(tf.mul(distributions, logs), -1));
		return [tf.mean(entropies), tf.mean(distributions, 0), tf.argMax(distributions, -1)];
	}) as [Tensor, Tensor, Tensor];
	const found = { each: each.dataSync()[0]!, mean: mean.dataSync(), first: new Set(first.dataSync()) };
	tf.dispose([each, mean, first]);
	const marginal = entropy(found.mean);
	return {
		entropy: found.each,
		klToUniform: Math.log(prototypes) - found.each,
		information: marginal - found.each,
		used: found.first.size / choices,
		perplexity: Math.exp(marginal),
		choices,
	};
}
