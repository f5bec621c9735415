/**
 * TensorFlow's SavedModel of a bare graph, without variables or signatures: the messages of `saved_model.proto`,
 * `graph.proto`, `node_def.proto`, `attr_value.proto` and `tensor.proto` under tensorflow/core, field by field.
 */
import type { BinaryWriter as Writer } from 'google-protobuf';
import protobuf from 'google-protobuf';
import type { TypedArray } from '../tf/binding.js';

/** The value of an attribute. */
export type AttributeValue =
	| { readonly kind: 'string'; readonly value: string }
	| { readonly kind: 'int'; readonly value: number | readonly number[] }
	| { readonly kind: 'float'; readonly value: number }
	| { readonly kind: 'bool'; readonly value: boolean }
	| { readonly kind: 'type'; readonly value: number }
	| { readonly kind: 'shape'; readonly value: readonly number[] }
	| { readonly kind: 'tensor'; readonly value: ConstantTensor };

export interface ConstantTensor {
	readonly dtype: number;
	readonly shape: readonly number[];
	readonly values: TypedArray;
}

export interface GraphNode {
	readonly name: string;
	readonly op: string;
	/** Inputs as `name:output`; last those that are only waited for, `^name`. */
	readonly inputs: readonly string[];
	readonly attributes: Readonly<Record<string, AttributeValue>>;
}

const { BinaryWriter } = protobuf;

/** A version of the format of graphs that TensorFlow has read since 2.0. */
const producer = 1000;

/** The content of `saved_model.pb` with the tag `tag`. */
export function savedModelBytes(nodes: readonly GraphNode[], tag: string): Uint8Array {
	const writer = new BinaryWriter();
	writer.writeInt64(1, 1);
	writer.writeMessage(2, nodes, (graph, metaGraph) => {
		metaGraph.writeMessage(1, tag, (text, info) => info.writeString(4, text));
		metaGraph.writeMessage(2, graph, (all, graphDef) => {
			for (const node of all) graphDef.writeMessage(1, node, writeNode);
			graphDef.writeMessage(4, producer, (version, versions) => versions.writeInt64(1, version));
		});
	});
	return writer.getResultBuffer();
}

function writeNode({ name, op, inputs, attributes }: GraphNode, writer: Writer): void {
	writer.writeString(1, name);
	writer.writeString(2, op);
	for (const input of inputs) writer.writeString(3, input);
	for (const entry of Object.entries(attributes)) {
		writer.writeMessage(5, entry, ([key, value], pair) => {
			pair.writeString(1, key);
			pair.writeMessage(2, value, writeAttribute);
		});
	}
}

function writeAttribute(attribute: AttributeValue, writer: Writer): void {
	switch (attribute.kind) {
		case 'string':
			writer.writeBytes(2, Buffer.from(attribute.value));
			break;
		case 'int':
			if (typeof attribute.value === 'number') writer.writeInt64(3, attribute.value);
			else writer.writeMessage(1, attribute.value, (list, ints) => ints.writePackedInt64(3, list));
			break;
		case 'float':
			writer.writeFloat(4, attribute.value);
			break;
		case 'bool':
			writer.writeBool(5, attribute.value);
			break;
		case 'type':
			writer.writeEnum(6, attribute.value);
			break;
		case 'shape':
			writer.writeMessage(7, attribute.value, writeShape);
			break;
		case 'tensor':
			writer.writeMessage(8, attribute.value, writeTensor);
			break;
	}
}

function writeShape(shape: readonly number[], writer: Writer): void {
	for (const side of shape) writer.writeMessage(2, side, (size, dimension) => dimension.writeInt64(1, size));
}

function writeTensor({ dtype, shape, values }: ConstantTensor, writer: Writer): void {
	writer.writeEnum(1, dtype);
	writer.writeMessage(2, shape, writeShape);
	writer.writeBytes(4, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
}
