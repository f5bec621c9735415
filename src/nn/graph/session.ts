import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Binding, Made } from '../tf/binding.js';
import { type GraphNode, savedModelBytes } from './saved-model.js';

const tag = 'serve';

/** Sessions by the hash of their graph, in the order of their last use. */
const sessions = new Map<string, { readonly model: number; users: number }>();

/** Number of unused sessions that stay for the next run in this process: TensorFlow takes seconds to prepare one. */
const spare = 4;

/** A graph in a session of TensorFlow's, shared by all in the process that have the same graph. */
export class GraphSession implements Disposable {
	readonly #binding: Binding;
	readonly #hash: string;
	readonly #model: number;

	constructor(binding: Binding, nodes: readonly GraphNode[]) {
		const bytes = savedModelBytes(nodes, tag);
		this.#binding = binding;
		this.#hash = createHash('sha256').update(bytes).digest('hex');
		const session = sessions.get(this.#hash) ?? { model: load(binding, bytes), users: 0 };
		this.#model = session.model;
		session.users++;
		sessions.delete(this.#hash);
		sessions.set(this.#hash, session);
	}

	/**
	 * Returns the values of `outputs` when `inputs` have the values of these tensors; names are `node:output`,
	 * separated by commas.
	 */
	run(tensors: readonly number[], inputs: string, outputs: string): Made[] {
		return this.#binding.runSavedModel(this.#model, tensors, inputs, outputs);
	}

	[Symbol.dispose](): void {
		sessions.get(this.#hash)!.users--;
		const unused = [...sessions].filter(([, { users }]) => users === 0);
		for (const [hash, { model }] of unused.slice(0, -spare)) {
			this.#binding.deleteSavedModel(model);
			sessions.delete(hash);
		}
	}
}

/** Loads a graph; the binding reads graphs from folders only. */
function load(binding: Binding, savedModel: Uint8Array): number {
	const folder = mkdtempSync(path.join(tmpdir(), 'masked-momentum-graph-'));
	try {
		writeFileSync(path.join(folder, 'saved_model.pb'), savedModel);
		return binding.loadSavedModel(folder, tag);
	} finally {
		rmSync(folder, { recursive: true });
	}
}
