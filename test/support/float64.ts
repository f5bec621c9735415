/**
 * TensorFlow.js in pure JavaScript with float64 arithmetic: its cpu backend computes with JavaScript numbers and
 * rounds only where it stores them, in arrays that it makes by `new Float32Array`. Import this file before
 * anything else that loads TensorFlow.js; each test file is a process of its own.
 */
import { createRequire } from 'node:module';

globalThis.Float32Array = Float64Array as unknown as Float32ArrayConstructor;

const { tf } = await import('../../src/nn/tf/tf.js');
// With the cpu backend it brings the gradients, which tfjs-core's build for Node leaves out.
createRequire(import.meta.url)('@tensorflow/tfjs');
tf.env().platform.isTypedArray = ArrayBuffer.isView as typeof tf.util.isTypedArray;
tf.setBackend('cpu');

export { tf };
