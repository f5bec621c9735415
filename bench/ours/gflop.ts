import type { NetworkConfig } from '../../src/nn/heads/networks.js';
import type { Objective } from '../../src/nn/losses/objective.js';

/**
 * Floating-point operations, in 10⁹, of the matrix products of one MMC step with B photos: forward in the teacher, and
 * three times that (forward, and two gradients) in the student. Element-wise work is not counted.
 */
export function stepGflop({ vit }: NetworkConfig, objective: Objective, batch: number): number {
	const { width: d, depth } = vit;
	const views = 2 * batch;
	const patches = (vit.imageSize / vit.patch) ** 2;
	const tokens = patches + 1;
	// Per token: query, key, value and projection are 4 d², the two layers of the MLP 8 d².
	const block = tokens * 12 * d ** 2 + 2 * tokens ** 2 * d;
	const pixels = 3 * vit.patch ** 2;
	const backbone = views * (patches * pixels * d + depth * block);
	const { contrast, distillation } = objective;
	const [h, e, m, k] = [contrast.hidden, contrast.out, distillation.hidden, distillation.bottleneck];
	const contrastHead = views * (d * h + h ** 2 + h * e);
	const prototypeHead = views * patches * (d * m + m ** 2 + m * k + k * distillation.prototypes);
	const pixelHead = views * patches * (2 * d ** 2 + d * pixels);
	return (2 * (4 * (backbone + contrastHead + prototypeHead) + 3 * pixelHead)) / 1e9;
}
