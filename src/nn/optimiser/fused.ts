import { type Attribute, type RawBackend, rawBackend } from '../tf/binding.js';
import { type Tensor, tf } from '../tf/tf.js';
import type { AdamRates } from '../wasm/updates.js';
import type { Parameter } from './update.js';

/**
 * `adamUpdate` by TensorFlow's own `ResourceApplyAdam`, which reads and writes each number once: plain operations
 * go over the memory some thirty times. It works on variables, so one scratch variable each for the weight and the
 * two means is lent to parameter after parameter; assigning and reading hands buffers over without copying.
 */
export class FusedAdam implements Disposable {
	readonly #backend: RawBackend;
	readonly #variables: readonly [Tensor, Tensor, Tensor];

	/** @returns `undefined` when the backend in use is not TensorFlow */
	static open(): FusedAdam | undefined {
		const backend = rawBackend();
		return backend && new FusedAdam(backend);
	}

	private constructor(backend: RawBackend) {
		this.#backend = backend;
		this.#variables = [this.#variable(), this.#variable(), this.#variable()];
	}

	/** Updates a parameter, see `adamUpdate`. */
	update(parameter: Parameter, gradient: Tensor, rates: AdamRates): Parameter {
		const { learningRate, weightDecay, beta1, beta2, epsilon, count, clip } = rates;
		const [weight, first, second] = this.#variables;
		const decayed = tf.mul(parameter.weight, 1 - learningRate * weightDecay);
		parameter.weight.dispose();
		this.#hand(decayed, weight);
		this.#hand(parameter.first, first);
		this.#hand(parameter.second, second);
		tf.tidy(() => {
			// TensorFlow adds epsilon before the correction of the second mean: this compensates for it.
			const corrected = epsilon * Math.sqrt(1 - beta2 ** count);
			const numbers = [beta1 ** count, beta2 ** count, learningRate, beta1, beta2, corrected];
			const scalars = numbers.map((number) => tf.scalar(number));
			const clipped = clip === 1 ? gradient : tf.mul(gradient, clip);
			this.#run('ResourceApplyAdam', 'T', [...this.#variables, ...scalars, clipped], 0);
		});
		return { weight: this.#read(weight), first: this.#read(first), second: this.#read(second) };
	}

	[Symbol.dispose](): void {
		for (const variable of this.#variables) {
			this.#run('DestroyResourceOp', undefined, [variable], 0);
			variable.dispose();
		}
	}

	/** A variable of any shape. It outlives the scope it is made in. */
	#variable(): Tensor {
		const { TF_ATTR_SHAPE, TF_ATTR_STRING } = this.#backend.binding;
		const [variable] = this.#run('VarHandleOp', 'dtype', [], 1, [
			{ name: 'shape', type: TF_ATTR_SHAPE, value: [] },
			{ name: 'shared_name', type: TF_ATTR_STRING, value: `masked-momentum-adam-${counter++}` },
		]);
		return tf.keep(variable!);
	}

	/** Gives `value` to the variable alone: TensorFlow would copy a shared buffer. */
	#hand(value: Tensor, variable: Tensor): void {
		this.#run('AssignVariableOp', 'dtype', [variable, value], 0);
		value.dispose();
	}

	#read(variable: Tensor): Tensor {
		return this.#run('ReadVariableOp', 'dtype', [variable], 1)[0]!;
	}

	#run(
		name: string,
		typeAttribute: 'dtype' | 'T' | undefined,
		inputs: readonly Tensor[],
		outputs: number,
		more: Attribute[] = [],
	): Tensor[] {
		const { TF_ATTR_TYPE, TF_FLOAT } = this.#backend.binding;
		const type = typeAttribute && [{ name: typeAttribute, type: TF_ATTR_TYPE, value: TF_FLOAT }];
		return this.#backend.executeMultipleOutputs(name, [...(type ?? []), ...more], inputs, outputs);
	}
}

let counter = 0;
