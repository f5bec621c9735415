/** What must not compile. Checked by `tsc`, never run. */
import { multiply, toComputeType, toFloat32 } from '../../src/nn/precision/bfloat16.js';
import { type Tensor, tf } from '../../src/nn/tf/tf.js';

declare const x: Tensor;
const computed = toComputeType(x);
export const read: Tensor = toFloat32(computed);
export const product: Tensor = multiply(computed, computed);

// @ts-expect-error TensorFlow.js would misread the numbers
tf.add(computed, x);
// @ts-expect-error they cannot be read without being made to float32
computed.dataSync();
// @ts-expect-error a product takes tensors in the precision of products
multiply(x, computed);
// @ts-expect-error what is float32 is not made to it again
toFloat32(x);
