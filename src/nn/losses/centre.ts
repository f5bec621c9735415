import { mapTokenKinds, type PerTokenKind, type Tokens } from '../heads/prototype.js';
import { runOwnKernel } from '../tf/own-kernel.js';
import { type Tensor, tf } from '../tf/tf.js';

/**
 * Returns the teacher's distribution over prototypes: softmax((logits − centre) / temperature). Centring keeps one
 * prototype from taking all, a low temperature keeps the distribution from becoming uniform (DINO, §3.1).
 *
 * @param logits […, K]
 * @param centre [K], as the steps before left it
 */
export function sharpen(logits: Tensor, centre: Tensor, temperature: Tensor | number): Tensor {
	return tf.tidy(() => tf.softmax(tf.div(tf.sub(logits, centre), temperature)));
}

/**
 * Returns `sharpen` and `meanRow` of the same logits, in one pass if TensorFlow has our kernel.
 *
 * @param temperature a scalar
 * @returns distributions […, K] and mean logits [1, K]
 */
export function sharpenAndMean(logits: Tensor, centre: Tensor, temperature: Tensor): [Tensor, Tensor] {
	const made = runOwnKernel('Sharpen', [logits, centre, temperature]);
	return (made as [Tensor, Tensor] | undefined) ?? [sharpen(logits, centre, temperature), meanRow(logits)];
}

/** Returns the mean over everything but K: […, K] → [1, K]. */
export function meanRow(logits: Tensor): Tensor {
	return tf.mean(tf.reshape(logits, [-1, logits.shape.at(-1)!]), 0, true);
}

/**
 * centre ← momentum · centre + (1 − momentum) · the mean of the teacher's raw logits over everything but K: both
 * views, images and tokens. To be called after this step's `sharpen`. Disposes the old centre.
 */
export function updateCentre(centre: Tensor, logits: Tensor, momentum = 0.9): Tensor {
	const updated = tf.tidy(() => {
		const mean = tf.mean(tf.reshape(logits, [-1, logits.shape.at(-1)!]), 0);
		return tf.add(tf.mul(centre, momentum), tf.mul(mean, 1 - momentum));
	});
	centre.dispose();
	return updated;
}

/** Running mean of the teacher's logits for each kind of tokens. */
export type Centres = { readonly [tokens in Tokens]: Tensor };

/** Applies `updateCentre` to the kinds of tokens that have logits. */
export function updateCentres(centres: Centres, logits: PerTokenKind, momentum: number): Centres {
	const updated = mapTokenKinds(logits, (x, tokens) => updateCentre(centres[tokens], x, momentum));
	return { ...centres, ...updated };
}
