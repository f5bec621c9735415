import type { Attribute, Binding, RawBackend } from '../tf/binding.js';
import { type Tensor, tf } from '../tf/tf.js';
import type { AttributeValue, ConstantTensor, GraphNode } from './saved-model.js';
import { ShapeInference } from './shape-inference.js';

/** A computation as a graph of TensorFlow's operations. */
export interface Recording {
	readonly nodes: readonly GraphNode[];
	/** Inputs, as `name:output`; likewise the results. */
	readonly inputs: readonly string[];
	readonly outputs: readonly string[];
}

/**
 * Number of elements above which constants of equal elements, the ones and zeros of the tape, are filled at run time.
 */
const longest = 64;

let recorder: Recorder | undefined;

/**
 * Returns `x` for computations that must wait until `awaited` is known. TensorFlow merges equal computations in a
 * graph and keeps the first result for the second; one that depends on this is not equal.
 */
export function controlDependency(x: Tensor, awaited: Tensor): Tensor {
	return recorder?.controlDependency(x, awaited) ?? x;
}

/** Computes immediately, outside the graph, such as queries of the machine (TensorFlow's `init_scope`). */
export function outsideGraph<T>(compute: () => T): T {
	const interrupted = recorder;
	if (!interrupted) return compute();
	interrupted.mute();
	recorder = undefined;
	try {
		return compute();
	} finally {
		recorder = interrupted;
		interrupted.listen();
	}
}

/**
 * Runs `compute` without computing anything and records each operation that would reach TensorFlow: the same
 * operations, on the same shapes, are the graph. JavaScript numbers become constants, so everything that changes from
 * call to call must be a tensor among the inputs.
 *
 * @throws {Error} when `compute` reads a tensor that was made before and is not among `inputs`, or asks for numbers
 */
export function record(
	backend: RawBackend,
	inputs: readonly Tensor[],
	compute: () => readonly Tensor[],
): Recording {
	const listener = new Recorder(backend);
	const ids = backend.getInputTensorIds(inputs);
	const names = inputs.map(({ dataId, shape }, i) =>
		listener.placeholder(ids[i]!, backend.tensorMap.get(dataId).dtype, shape),
	);
	listener.listen();
	recorder = listener;
	try {
		let outputs: string[] = [];
		tf.tidy(() => {
			outputs = backend.getInputTensorIds(compute()).map((id) => listener.output(id));
		});
		return { nodes: listener.nodes, inputs: names, outputs };
	} finally {
		listener.mute();
		recorder = undefined;
	}
}

class Recorder {
	readonly nodes: GraphNode[] = [];
	readonly #backend: RawBackend;
	readonly #binding: Binding;
	readonly #shapes: ShapeInference;
	/** Source of each tensor by its id: `name:output`. */
	readonly #sources = new Map<number, string>();
	/** Types of tensors by their sources. */
	readonly #types = new Map<string, number>();
	/** Sources of constants by their content. */
	readonly #constants = new Map<string, string>();

	constructor(backend: RawBackend) {
		this.#backend = backend;
		this.#binding = backend.binding;
		this.#shapes = new ShapeInference(backend.binding);
	}

	placeholder(id: number, dtype: number, shape: readonly number[]): string {
		const source = this.#add('Placeholder', [], {
			dtype: { kind: 'type', value: dtype },
			shape: { kind: 'shape', value: shape },
		});
		this.#know(id, source, dtype);
		this.#shapes.know(id, { shape, dtype });
		return source;
	}

	/** Starts recording: the backend gets a binding that makes no tensors except those of JavaScript's numbers. */
	listen(): void {
		const executeOp: Binding['executeOp'] = (op, attributes, inputs, outputs) => {
			const sources = inputs.map((id) => this.sourceOf(id));
			const made = this.#shapes.executeOp(op, attributes, inputs, outputs);
			const name = this.#add(op, sources, this.#attributesOf(op, attributes, sources)).split(':')[0];
			for (const [output, { id, dtype }] of made.entries()) this.#know(id, `${name}:${output}`, dtype);
			return made;
		};
		const createTensor: Binding['createTensor'] = (shape, dtype, values) => {
			const id = this.#binding.createTensor(shape, dtype, values);
			this.#know(id, this.#constant({ shape, dtype, values }), dtype);
			this.#shapes.know(id, { shape, dtype }, values);
			return id;
		};
		const tensorDataSync: Binding['tensorDataSync'] = () => {
			throw new Error('A computation to be recorded as a graph asks for the numbers of a tensor');
		};
		this.#backend.binding = Object.create(this.#binding, {
			executeOp: { value: executeOp },
			createTensor: { value: createTensor },
			tensorDataSync: { value: tensorDataSync },
		});
	}

	/** Stops recording. */
	mute(): void {
		this.#backend.binding = this.#binding;
	}

	controlDependency(x: Tensor, awaited: Tensor): Tensor {
		const [id, other] = this.#backend.getInputTensorIds([x, awaited]) as [number, number];
		const [source, event] = [this.sourceOf(id), this.sourceOf(other).split(':')[0]];
		const value = this.#types.get(source)!;
		const type = { name: 'T', type: this.#binding.TF_ATTR_TYPE, value };
		const made = this.#shapes.executeOp('Identity', [type], [id], 1)[0]!;
		this.#know(made.id, this.#add('Identity', [source, `^${event}`], { T: { kind: 'type', value } }), value);
		// bfloat16 goes by another name: see bfloat16.ts.
		return this.#backend.createOutputTensor({ ...made, dtype: this.#backend.tensorMap.get(x.dataId).dtype });
	}

	/** @throws {Error} for a tensor that the computation was not given */
	sourceOf(id: number): string {
		const source = this.#sources.get(id);
		if (source === undefined) {
			throw new Error('A computation to be recorded as a graph reads a tensor that is not among its inputs');
		}
		return source;
	}

	/** Returns the source of a result. TensorFlow cannot return one of its inputs. */
	output(id: number): string {
		const source = this.sourceOf(id);
		if (!source.startsWith('Placeholder')) return source;
		return this.#add('Identity', [source], { T: { kind: 'type', value: this.#types.get(source)! } });
	}

	#constant(tensor: ConstantTensor): string {
		const { shape, dtype, values } = tensor;
		const { TF_INT32, TF_FLOAT } = this.#binding;
		if (values.length > longest && values.every((value) => value === values[0])) {
			const size = this.#constant({ shape: [shape.length], dtype: TF_INT32, values: Int32Array.from(shape) });
			const value = this.#constant({ shape: [], dtype, values: values.slice(0, 1) });
			return this.#add('Fill', [size, value], {
				T: { kind: 'type', value: dtype },
				index_type: { kind: 'type', value: TF_INT32 },
			});
		}
		const add = () =>
			this.#add('Const', [], {
				dtype: { kind: 'type', value: dtype },
				value: { kind: 'tensor', value: tensor },
			});
		if (values.length > longest) return add();
		const key = `${dtype} ${shape} ${dtype === TF_FLOAT ? new Uint32Array(Float32Array.from(values).buffer) : values}`;
		const known = this.#constants.get(key) ?? add();
		this.#constants.set(key, known);
		return known;
	}

	#add(op: string, inputs: readonly string[], attributes: GraphNode['attributes']): string {
		const name = `${op}_${this.nodes.length}`;
		this.nodes.push({ name, op, inputs, attributes });
		return `${name}:0`;
	}

	#know(id: number, source: string, dtype: number): void {
		this.#sources.set(id, source);
		this.#types.set(source, dtype);
	}

	#attributesOf(
		op: string,
		attributes: readonly Attribute[],
		inputs: readonly string[],
	): GraphNode['attributes'] {
		// tfjs-node leaves the type to TensorFlow, which infers it only outside graphs.
		if (op === 'ExpandDims') return { T: { kind: 'type', value: this.#types.get(inputs[0]!)! } };
		const { TF_ATTR_STRING, TF_ATTR_INT, TF_ATTR_FLOAT, TF_ATTR_BOOL, TF_ATTR_TYPE } = this.#binding;
		const kinds = new Map<number, AttributeValue['kind']>([
			[TF_ATTR_STRING, 'string'],
			[TF_ATTR_INT, 'int'],
			[TF_ATTR_FLOAT, 'float'],
			[TF_ATTR_BOOL, 'bool'],
			[TF_ATTR_TYPE, 'type'],
		]);
		const entries = attributes.map(
			({ name, type, value }) =>
				[name, { kind: kinds.get(type) ?? 'shape', value } as AttributeValue] as const,
		);
		return Object.fromEntries(entries);
	}
}
