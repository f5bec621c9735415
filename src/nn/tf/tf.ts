/**
 * TensorFlow.js' operations, from the one copy in the process. Only this file and `backend.ts` import from
 * `@tensorflow/*`.
 */
import * as tf from '@tensorflow/tfjs-core';

declare module '@tensorflow/tfjs-core/dist/tensor.js' {
	// A tensor owns memory outside the JavaScript heap: the flow's custody releases what is `Disposable`.
	interface Tensor extends Disposable {}
}

tf.Tensor.prototype[Symbol.dispose] = function () {
	this.dispose();
};

export type { Rank, Tensor, Tensor1D, Tensor2D, Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
export { tf };
