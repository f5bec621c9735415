/** Python's pickle, as PyTorch writes it, read as inert data: nothing that it names is looked up or called. */

/** A tensor of the pickle: a window on one of the archive's storages. */
export interface PickledTensor {
	readonly kind: 'tensor';
	readonly storage: Storage;
	/** Offset in elements. */
	readonly offset: number;
	readonly shape: readonly number[];
	readonly stride: readonly number[];
}

interface Storage {
	readonly kind: 'storage';
	/** Type by PyTorch's class, such as `FloatStorage`. */
	readonly type: string;
	readonly key: string;
}

interface Global {
	readonly kind: 'global';
	readonly name: string;
}

/** Dictionaries come as maps, lists, tuples and sets as arrays, objects that hold no tensor as null. */
export type Pickled =
	| PickledTensor
	| Storage
	| Global
	| Map<Pickled, Pickled>
	| Pickled[]
	| string
	| number
	| boolean
	| Uint8Array
	| null;

/** Globals that a checkpoint may name: tensors, and harmless things, such as options and numbers of NumPy. */
const TENSORS = [
	'torch._utils._rebuild_tensor',
	'torch._utils._rebuild_tensor_v2',
	'torch._utils._rebuild_parameter',
];
const DICTIONARY = 'collections.OrderedDict';
const INERT = [
	'argparse.Namespace',
	'builtins.set',
	'__builtin__.set',
	'_codecs.encode',
	'numpy.dtype',
	'numpy.core.multiarray.scalar',
	'numpy._core.multiarray.scalar',
	'pathlib.PosixPath',
	'torch.Size',
	'torch.device',
];
/** Type of the numbers in a tensor's storage. */
const STORAGE = /^torch\.(?:storage\.)?(\w+Storage)$/;
const DTYPE = /^torch\.(?:b?float\d*|double|half|u?int\d+|bool|long)$/;

/**
 * Reads a pickle of protocol 2 to 5.
 *
 * @throws {Error} naming the first opcode or global that tensors have no need of
 */
export function unpickle(bytes: Uint8Array): Pickled {
	const machine = new Machine(bytes);
	for (;;) {
		const opcode = machine.unsigned(1);
		if (opcode === STOP) return machine.pop();
		const operation = operations[opcode];
		if (!operation) {
			throw new Error(`pickle opcode 0x${opcode.toString(16)} is refused: tensors have no need of it`);
		}
		operation(machine);
	}
}

const STOP = 0x2e;
const MARK = Symbol('mark');

/** Pickle's own machine: bytes to read, a stack, and a memo. */
class Machine {
	readonly stack: (Pickled | typeof MARK)[] = [];
	readonly memo = new Map<number, Pickled>();
	readonly #view: DataView;
	#at = 0;

	constructor(readonly bytes: Uint8Array) {
		this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	}

	unsigned(size: number): number {
		return this.slice(size).reduceRight((value, byte) => 256 * value + byte, 0);
	}

	signed(size: number): number {
		const value = this.unsigned(size);
		return size > 0 && value >= 2 ** (8 * size - 1) ? value - 2 ** (8 * size) : value;
	}

	double(): number {
		this.slice(8);
		return this.#view.getFloat64(this.#at - 8);
	}

	text(size: number): string {
		return new TextDecoder().decode(this.slice(size));
	}

	line(): string {
		const text = this.text(this.bytes.indexOf(0x0a, this.#at) - this.#at);
		this.slice(1);
		return text;
	}

	slice(size: number): Uint8Array {
		if (size < 0 || this.#at + size > this.bytes.length)
			throw new Error('the pickle is truncated; fetch the file again');
		this.#at += size;
		return this.bytes.subarray(this.#at - size, this.#at);
	}

	push(value: Pickled | typeof MARK): void {
		this.stack.push(value);
	}

	pop(): Pickled {
		const value = this.stack.pop();
		if (value === undefined || value === MARK) throw damaged();
		return value;
	}

	popToMark(): Pickled[] {
		const mark = this.stack.lastIndexOf(MARK);
		if (mark < 0) throw damaged();
		return this.stack.splice(mark).slice(1) as Pickled[];
	}

	/** Replaces the `count` values on top by a tuple of them. */
	tuple(count: number): void {
		const items = Array.from({ length: count }, () => this.pop());
		this.push(items.reverse());
	}

	remember(key: number): void {
		const top = this.pop();
		this.memo.set(key, top);
		this.push(top);
	}

	recall(key: number): void {
		const value = this.memo.get(key);
		if (value === undefined) throw damaged();
		this.push(value);
	}
}

function damaged(): Error {
	return new Error('the pickle is damaged; fetch the file again');
}

const operations: Readonly<Record<number, (machine: Machine) => void>> = {
	128: (m) => void m.slice(1), // PROTO
	149: (m) => void m.slice(8), // FRAME
	40: (m) => m.push(MARK), // MARK
	78: (m) => m.push(null), // NONE
	136: (m) => m.push(true), // NEWTRUE
	137: (m) => m.push(false), // NEWFALSE
	74: (m) => m.push(m.signed(4)), // BININT
	75: (m) => m.push(m.unsigned(1)), // BININT1
	77: (m) => m.push(m.unsigned(2)), // BININT2
	138: (m) => m.push(m.signed(m.unsigned(1))), // LONG1
	71: (m) => m.push(m.double()), // BINFLOAT
	88: (m) => m.push(m.text(m.unsigned(4))), // BINUNICODE
	140: (m) => m.push(m.text(m.unsigned(1))), // SHORT_BINUNICODE
	84: (m) => m.push(m.text(m.unsigned(4))), // BINSTRING
	85: (m) => m.push(m.text(m.unsigned(1))), // SHORT_BINSTRING
	66: (m) => m.push(m.slice(m.unsigned(4))), // BINBYTES
	67: (m) => m.push(m.slice(m.unsigned(1))), // SHORT_BINBYTES
	41: (m) => m.push([]), // EMPTY_TUPLE
	133: (m) => m.tuple(1), // TUPLE1
	134: (m) => m.tuple(2), // TUPLE2
	135: (m) => m.tuple(3), // TUPLE3
	116: (m) => m.push(m.popToMark()), // TUPLE
	93: (m) => m.push([]), // EMPTY_LIST
	143: (m) => m.push([]), // EMPTY_SET
	97: (m) => append(m, [m.pop()]), // APPEND
	101: (m) => append(m, m.popToMark()), // APPENDS
	144: (m) => append(m, m.popToMark()), // ADDITEMS
	125: (m) => m.push(new Map()), // EMPTY_DICT
	115: (m) => setItems(m, [m.pop(), m.pop()].reverse()), // SETITEM
	117: (m) => setItems(m, m.popToMark()), // SETITEMS
	113: (m) => m.remember(m.unsigned(1)), // BINPUT
	114: (m) => m.remember(m.unsigned(4)), // LONG_BINPUT
	148: (m) => m.remember(m.memo.size), // MEMOIZE
	104: (m) => m.recall(m.unsigned(1)), // BINGET
	106: (m) => m.recall(m.unsigned(4)), // LONG_BINGET
	99: (m) => m.push(nameGlobal(m.line(), m.line())), // GLOBAL
	147: (m) => m.push(nameGlobal(...([m.pop(), m.pop()].reverse() as [string, string]))), // STACK_GLOBAL
	81: (m) => m.push(storageOf(m.pop())), // BINPERSID
	82: (m) => m.push(make(...([m.pop(), m.pop()].reverse() as [Pickled, Pickled[]]))), // REDUCE
	129: (m) => m.push(make(...([m.pop(), m.pop()].reverse() as [Pickled, Pickled[]]))), // NEWOBJ
	98: (m) => void m.pop(), // BUILD: the state of an object that is not a tensor
};

function append(machine: Machine, items: Pickled[]): void {
	const list = machine.pop();
	if (!Array.isArray(list)) throw damaged();
	for (const item of items) list.push(item);
	machine.push(list);
}

function setItems(machine: Machine, items: Pickled[]): void {
	const map = machine.pop();
	if (map instanceof Map) for (let i = 0; i < items.length; i += 2) map.set(items[i]!, items[i + 1]!);
	else if (map !== null) throw damaged();
	machine.push(map);
}

function nameGlobal(module: string, name: string): Global {
	const full = `${module}.${name}`;
	if (![...TENSORS, DICTIONARY, ...INERT].includes(full) && !STORAGE.test(full) && !DTYPE.test(full)) {
		const remedy = module.startsWith('torch')
			? 'save plain tensors of float32: `torch.save({k: v.float() for k, v in state_dict.items()}, …)`'
			: 'save only the state dict, with torch.save';
		throw new Error(`\`${full}\` is refused: tensors have no need of it; ${remedy}`);
	}
	return { kind: 'global', name: full };
}

/** PyTorch's persistent id: ('storage', its class, key, device, number of elements). */
function storageOf(id: Pickled): Storage {
	const [word, type, key] = Array.isArray(id) ? id : [];
	if (word !== 'storage' || !isKind(type, 'global') || typeof key !== 'string') throw damaged();
	const [, name] = STORAGE.exec(type.name) ?? [];
	if (!name) throw damaged();
	return { kind: 'storage', type: name, key };
}

/** The entries of a dictionary that was made from a list of pairs. */
function pairsOf(list: Pickled = []): [Pickled, Pickled][] {
	const isPair = (pair: Pickled): pair is [Pickled, Pickled] => Array.isArray(pair) && pair.length === 2;
	if (!Array.isArray(list) || !list.every(isPair)) throw damaged();
	return list as [Pickled, Pickled][];
}

function tensorOf([storage, offset, shape, stride]: Pickled[]): PickledTensor {
	const isCount = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0;
	const areCounts = (value: Pickled | undefined): value is number[] =>
		Array.isArray(value) && value.every(isCount);
	if (!isKind(storage, 'storage') || !isCount(offset) || !areCounts(shape) || !areCounts(stride))
		throw damaged();
	if (shape.length !== stride.length) throw damaged();
	return { kind: 'tensor', storage, offset: offset as number, shape, stride };
}

function isKind<K extends 'tensor' | 'storage' | 'global'>(
	value: Pickled | undefined,
	kind: K,
): value is Extract<Pickled, { readonly kind: K }> {
	return value !== null && typeof value === 'object' && 'kind' in value && value.kind === kind;
}

function make(callable: Pickled, args: Pickled[]): Pickled {
	if (!isKind(callable, 'global') || !Array.isArray(args)) throw damaged();
	const { name } = callable;
	if (name === 'torch._utils._rebuild_parameter') return args[0]!;
	if (TENSORS.includes(name)) return tensorOf(args);
	if (name !== DICTIONARY) return null;
	return new Map(pairsOf(args[0]));
}
