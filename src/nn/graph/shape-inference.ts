import type { Attribute, Binding, Made, TypedArray } from '../tf/binding.js';

/** Shape and type of a tensor, without its values. */
interface TensorSpec {
	readonly shape: readonly number[];
	/** TensorFlow's number of the type. */
	readonly dtype: number;
}

/**
 * Integer tensors up to this number of elements may determine shapes (axes, sizes), so their values are part of the
 * key.
 */
const longestShape = 64;

/**
 * Runs operations for the shapes and types of their results, like JAX's `eval_shape`: no result is kept, so any
 * number of them takes no more memory than one operation. An operation runs on zeros, and only if none with the same
 * attributes and shapes has run before: of a transformer's blocks one is computed.
 */
export class ShapeInference {
	readonly #binding: Binding;
	/** Key of each tensor that results depend on; tensors without values have ids below 0. */
	readonly #kinds = new Map<number, string>();
	/** Shapes and types of tensors without values. */
	readonly #outlines = new Map<number, TensorSpec>();
	/** Results by the operation and the keys of its inputs. */
	readonly #results = new Map<string, readonly TensorSpec[]>();

	constructor(binding: Binding) {
		this.#binding = binding;
	}

	/** @param values where shapes may depend on them */
	know(id: number, { shape, dtype }: TensorSpec, values?: TypedArray): void {
		const saysShape = dtype === this.#binding.TF_INT32 && values && values.length <= longestShape;
		this.#kinds.set(id, `${dtype}[${shape}]${saysShape ? `=${values}` : ''}`);
	}

	/** Returns what the binding's `executeOp` would, with ids that stand for no tensor of TensorFlow's. */
	executeOp(
		op: string,
		attributes: readonly Attribute[],
		inputs: readonly number[],
		outputs: number,
	): Made[] {
		const kinds = inputs.map((id) => this.#kinds.get(id));
		const kind = JSON.stringify([op, attributes, kinds, outputs]);
		const results = this.#results.get(kind) ?? this.#runOnZeros(op, attributes, inputs, outputs);
		this.#results.set(kind, results);
		return results.map((outline) => {
			const id = -1 - this.#outlines.size;
			this.#outlines.set(id, outline);
			this.know(id, outline);
			return { id, dtype: outline.dtype, shape: [...outline.shape] };
		});
	}

	#runOnZeros(
		op: string,
		attributes: readonly Attribute[],
		inputs: readonly number[],
		outputs: number,
	): readonly TensorSpec[] {
		const zeros = new Map<number, number>();
		try {
			for (const id of inputs) {
				const outline = this.#outlines.get(id);
				if (outline && !zeros.has(id)) zeros.set(id, this.#zeros(outline));
			}
			const given = inputs.map((id) => zeros.get(id) ?? id);
			const made = this.#binding.executeOp(op, attributes, given, outputs);
			for (const { id } of made) this.#binding.deleteTensor(id);
			return made.map(({ shape, dtype }) => ({ shape, dtype }));
		} finally {
			for (const id of zeros.values()) this.#binding.deleteTensor(id);
		}
	}

	#zeros({ shape, dtype }: TensorSpec): number {
		const { TF_INT32, TF_FLOAT, TF_ATTR_TYPE } = this.#binding;
		const type = (name: string, value: number) => ({ name, type: TF_ATTR_TYPE, value });
		const used: number[] = [
			this.#binding.createTensor([shape.length], TF_INT32, Int32Array.from(shape)),
			this.#binding.createTensor([], TF_FLOAT, Float32Array.of(0)),
		];
		try {
			const cast = [type('SrcT', TF_FLOAT), type('DstT', dtype)];
			used.push(this.#binding.executeOp('Cast', cast, [used[1]!], 1)[0]!.id);
			const fill = [type('T', dtype), type('index_type', TF_INT32)];
			return this.#binding.executeOp('Fill', fill, [used[0]!, used[2]!], 1)[0]!.id;
		} finally {
			for (const id of used) this.#binding.deleteTensor(id);
		}
	}
}
