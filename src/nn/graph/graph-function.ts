import { type RawBackend, rawBackend } from '../tf/binding.js';
import { type Tensor, tf } from '../tf/tf.js';
import { cloneWeights, type Weights } from '../weights.js';
import { record } from './recorder.js';
import { GraphSession } from './session.js';

/** Tensors by name, in named groups. A type, for `tf.tidy` to return it. */
export type TensorGroups = { readonly [group: string]: Weights };

/** Number of graphs that a function keeps, the latest ones: as many shapes as take turns. */
const kept = 8;

let eagerly = false;

/**
 * Switches graphs off, so that functions run operation by operation and can be looked into; named as in TensorFlow.
 */
export function runFunctionsEagerly(run: boolean): void {
	eagerly = run;
}

/**
 * A pure function of tensors that TensorFlow runs as one graph, like `tf.function` in Python: without a call from
 * JavaScript for every operation, with each intermediate released after its last use. The first call with tensors of
 * some names and shapes runs `compute` once to record it; later calls run its graph, until eight others have been
 * used since. On other backends it is `compute` itself.
 *
 * The results are those of `compute` except for the last bits, since TensorFlow fuses and reorders operations. The
 * first call's results come from the graph too, so a training resumes from a checkpoint as if it had not stopped.
 */
export class GraphFunction<In extends TensorGroups, Out extends TensorGroups> implements Disposable {
	readonly #compute: (inputs: In) => Out;
	readonly #graphs = new Map<string, Graph>();

	/**
	 * @param compute gives tensors that depend on those of `inputs` alone, makes the same ones for the same shapes, and
	 * asks for no numbers: on TensorFlow there are none yet, and it is refused (`outsideGraph` is for what has to be asked)
	 */
	constructor(compute: (inputs: In) => Out) {
		this.#compute = compute;
	}

	/** Runs the function. The caller disposes of the results; the inputs stay the caller's. */
	run(inputs: In): Out {
		const backend = rawBackend();
		if (!backend || eagerly) return tf.tidy(() => cloneGroups(this.#compute(inputs)));
		const signature = signatureOf(inputs);
		const graph = this.#graphs.get(signature) ?? new Graph(backend, inputs, () => this.#compute(inputs));
		this.#graphs.delete(signature);
		this.#graphs.set(signature, graph);
		for (const [oldest, unused] of [...this.#graphs].slice(0, -kept)) {
			unused[Symbol.dispose]();
			this.#graphs.delete(oldest);
		}
		return graph.run(inputs) as Out;
	}

	[Symbol.dispose](): void {
		for (const graph of this.#graphs.values()) graph[Symbol.dispose]();
		this.#graphs.clear();
	}
}

/** One recorded computation in a session of its own. */
class Graph implements Disposable {
	readonly #backend: RawBackend;
	/** Session; none if there is nothing to compute. */
	readonly #session: GraphSession | undefined;
	readonly #inputNames: string;
	readonly #outputNames: string;
	/** Group and name of each result. */
	readonly #results: (readonly [string, string])[] = [];
	#groups: readonly string[] = [];

	constructor(backend: RawBackend, inputs: TensorGroups, compute: () => TensorGroups) {
		this.#backend = backend;
		const { nodes, ...ends } = record(backend, tensorsOf(inputs), () => {
			const results = compute();
			this.#groups = Object.keys(results);
			for (const [group, tensors] of Object.entries(results)) {
				for (const name of Object.keys(tensors)) this.#results.push([group, name]);
			}
			return tensorsOf(results);
		});
		this.#inputNames = ends.inputs.join();
		this.#outputNames = ends.outputs.join();
		this.#session = this.#results.length > 0 ? new GraphSession(backend.binding, nodes) : undefined;
	}

	run(inputs: TensorGroups): TensorGroups {
		const ids = this.#backend.getInputTensorIds(tensorsOf(inputs));
		const made = this.#session?.run(ids, this.#inputNames, this.#outputNames) ?? [];
		const groups = Object.fromEntries(this.#groups.map((group) => [group, {} as Record<string, Tensor>]));
		for (const [i, [group, name]] of this.#results.entries()) {
			groups[group]![name] = this.#backend.createOutputTensor(made[i]!);
		}
		return groups;
	}

	[Symbol.dispose](): void {
		this.#session?.[Symbol.dispose]();
	}
}

/** Clones tensors, since some may be the caller's. */
function cloneGroups<Groups extends TensorGroups>(groups: Groups): Groups {
	const entries = Object.entries(groups).map(([group, tensors]) => [group, cloneWeights(tensors)]);
	return Object.fromEntries(entries);
}

function tensorsOf(groups: TensorGroups): Tensor[] {
	return Object.values(groups).flatMap((tensors) => Object.values(tensors));
}

function signatureOf(groups: TensorGroups): string {
	const entries = Object.entries(groups).map(([group, tensors]) => {
		const members = Object.entries(tensors).map(([name, { shape, dtype }]) => `${name} ${dtype}[${shape}]`);
		return `${group}: ${members.join(', ')}`;
	});
	return entries.join('; ');
}
