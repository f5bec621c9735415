/** The door to kernels of our own: a backend registers them, layers ask for them by name. */
import { type Tensor, tf } from './tf.js';

export type Inputs = Readonly<Record<string, Tensor>> | readonly Tensor[];
export type Attributes = Readonly<Record<string, number>>;

/** Returns `true` if a kernel computes these inputs; otherwise the caller computes the plain form. */
type Accepts = (inputs: Inputs, attributes: Attributes) => boolean;

const conditions = new Map<string, Accepts>();

/**
 * Registers a kernel of our own for a backend.
 *
 * @param accepts refuses what the kernel cannot compute, such as a width; by default it computes everything
 */
export function addOwnKernel(
	backendName: string,
	kernelName: string,
	kernelFunc: tf.KernelFunc,
	accepts: Accepts = () => true,
): void {
	tf.registerKernel({ kernelName, backendName, kernelFunc });
	conditions.set(`${backendName}/${kernelName}`, accepts);
}

/**
 * Runs a kernel of our own.
 *
 * @returns its outputs; `undefined` where the backend in use has no kernel of this name or it refuses the inputs: the
 *   plain form is the one to compute
 */
export function runOwnKernel(
	name: string,
	inputs: Inputs,
	attributes: Attributes = {},
): Tensor[] | undefined {
	if (!hasOwnKernel(name, inputs, attributes)) return;
	const given = (Array.isArray(inputs) ? inputs : { ...inputs }) as tf.NamedTensorMap;
	return tf.engine().runKernel(name, given, { ...attributes }) as Tensor[];
}

/** Returns `true` if `runOwnKernel` would run. */
export function hasOwnKernel(name: string, inputs: Inputs, attributes: Attributes = {}): boolean {
	return conditions.get(`${tf.getBackend()}/${name}`)?.(inputs, attributes) ?? false;
}

/** A tensor without elements, for an optional input that is not given. */
export function none(): Tensor {
	return tf.tensor1d([], 'float32');
}
