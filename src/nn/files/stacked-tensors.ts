import type { TensorFile } from './tensor-file.js';
import { partOf } from './weight-names.js';

/** A tensor of a file that is one of our tensors or a part of it. */
export interface Part {
	/** Place of the part along axis 0, from 0. */
	readonly part: number;
	/** Name of the part in the file. */
	readonly file: string;
}

/** One of our tensors in a file: its parts, in order. */
export type Stack = readonly Part[];

/** A network found in a file. */
export interface StackedTensors {
	/** Prefix of the network's names, such as `module.backbone.`. */
	readonly prefix: string;
	/** Stacks by our names. */
	readonly stacks: ReadonlyMap<string, Stack>;
	/** Names in the file that belong to no known vision transformer and to no head. */
	readonly unexpected: readonly string[];
}

/** Names outside the backbone: heads, decoders, mask tokens, and buffers that follow from the architecture. */
const BESIDE =
	/^(head|fc|decoder|pooler|classifier|projection_head|\w+_head|(embeddings\.)?mask(ed)?_(token|embed)|rope_embed|local_cls_norm)\b|^blocks\..*\.bias_mask$|^(head|decoder)_/;

/**
 * Finds the network's tensors in a file that may hold two networks, heads and an optimiser's state.
 *
 * @throws {Error} when the file holds no vision transformer
 */
export function stackTensors({ path, tensors }: TensorFile, network: 'student' | 'teacher'): StackedTensors {
	const prefix = choosePrefix(path, [...tensors.keys()], network);
	const stacks = new Map<string, Part[]>();
	const unexpected: string[] = [];
	for (const name of tensors.keys()) {
		if (!name.startsWith(prefix)) continue;
		const place = partOf(name.slice(prefix.length));
		if (!place) {
			if (!BESIDE.test(name.slice(prefix.length))) unexpected.push(name);
			continue;
		}
		stacks.set(place.name, [...(stacks.get(place.name) ?? []), { part: place.part, file: name }]);
	}
	for (const stack of stacks.values()) stack.sort((a, b) => a.part - b.part);
	return { prefix, stacks, unexpected };
}

const NETWORKS = {
	teacher: /teacher|momentum|target_encoder|(?:^|[._])ema(?:[._]|$)/,
	student: /student|base_encoder/,
};

/** Returns the prefix of `cls_token`; of two networks, the requested one's. */
function choosePrefix(path: string, names: string[], network: 'student' | 'teacher'): string {
	const anchor = /^(|.*?\.)(?:embeddings\.)?cls_token$/;
	const prefixes = names.flatMap((name) => anchor.exec(name)?.[1] ?? []);
	const prefix =
		prefixes.length === 1 ? prefixes[0] : prefixes.find((found) => NETWORKS[network].test(found));
	if (prefix !== undefined) return prefix;
	const what =
		prefixes.length > 0
			? `several networks, at ${list(prefixes)}, none named a ${network}`
			: `no vision transformer with a \`cls_token\` among ${list(names)}`;
	throw new Error(`\`${path}\` holds ${what}; give a file of one ViT`);
}

/** Names for an error: all of them if few. */
export function list(names: readonly string[]): string {
	const shown = names
		.slice(0, 8)
		.map((name) => `\`${name}\``)
		.join(', ');
	return names.length > 8 ? `${shown} and ${names.length - 8} more` : shown || 'nothing';
}
