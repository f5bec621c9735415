/** Prints a digest of all bits that the kernels compute: run with other numbers of threads, it must not change. */
import { createHash } from 'node:crypto';
import { openBackend } from '../../../src/nn/backend/backend.js';
import { norms } from '../../../src/nn/optimiser/gradient-norm.js';
import { type Tensor, tf } from '../../../src/nn/tf/tf.js';
import { drawn } from '../../support/gradients.js';
import { fusedLayers, sharpened } from './_cases.js';

const { kernels } = await openBackend();
const hash = createHash('sha256');
const add = (tensor: Tensor) => hash.update(new Uint8Array(tensor.dataSync().slice().buffer));
for (const { fused, inputs } of fusedLayers()) {
	add(fused(...inputs));
	for (const gradient of tf.grads((...xs: Tensor[]) => tf.sum(tf.square(fused(...xs))))(inputs))
		add(gradient);
}
add(sharpened(200, 301)[0]);
hash.update(JSON.stringify(norms({ a: drawn(1, 300, 501), b: drawn(2, 7) })));
console.log(kernels, hash.digest('hex'));
