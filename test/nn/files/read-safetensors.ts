import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'ava';
import { openSafetensors } from '../../../src/nn/files/read-safetensors.js';

const folder = await mkdtemp(path.join(tmpdir(), 'safetensors-'));
let files = 0;

async function file(
	header: object | string,
	data: Uint8Array = new Uint8Array(),
	length?: number,
): Promise<string> {
	const text = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
	const prefix = Buffer.alloc(8);
	prefix.writeBigUInt64LE(BigInt(length ?? text.length));
	files += 1;
	const name = path.join(folder, `${files}.safetensors`);
	await writeFile(name, Buffer.concat([prefix, text, data]));
	return name;
}

async function read(dtype: string, data: ArrayBuffer, count: number): Promise<number[]> {
	const header = { x: { dtype, shape: [count], data_offsets: [0, data.byteLength] } };
	const opened = await openSafetensors(await file(header, new Uint8Array(data)));
	const values = await opened.read('x');
	await opened.close();
	return Array.from(values);
}

test('every type comes as float32', async (t) => {
	t.deepEqual(await read('F32', Float32Array.of(1.5, -2).buffer, 2), [1.5, -2]);
	t.deepEqual(await read('F64', Float64Array.of(0.1).buffer, 1), [Math.fround(0.1)]);
	t.deepEqual(await read('I64', BigInt64Array.of(-3n, 7n).buffer, 2), [-3, 7]);
	t.deepEqual(await read('I32', Int32Array.of(-3).buffer, 1), [-3]);
	t.deepEqual(await read('U8', Uint8Array.of(255).buffer, 1), [255]);
	t.deepEqual(await read('BF16', Uint16Array.of(0x3f80, 0xc020, 0x7f80).buffer, 3), [1, -2.5, Infinity]);
	// One, −2, the largest, the smallest normal and subnormal numbers, −0, ∞ and a NaN of IEEE 754 binary16.
	const halves = Uint16Array.of(0x3c00, 0xc000, 0x7bff, 0x0400, 0x0001, 0x8000, 0x7c00, 0x7e00);
	t.deepEqual(await read('F16', halves.buffer, 8), [1, -2, 65504, 2 ** -14, 2 ** -24, -0, Infinity, NaN]);
});

test('names, shapes and metadata come from the header', async (t) => {
	const header = {
		__metadata__: { format: 'pt' },
		a: { dtype: 'F32', shape: [], data_offsets: [8, 12] },
		b: { dtype: 'F32', shape: [2, 1], data_offsets: [0, 8] },
	};
	const opened = await openSafetensors(await file(header, new Uint8Array(Float32Array.of(1, 2, 3).buffer)));
	t.deepEqual(opened.metadata, { format: 'pt' });
	t.deepEqual([...opened.tensors.keys()], ['a', 'b']);
	t.deepEqual(opened.tensors.get('b')?.shape, [2, 1]);
	t.deepEqual(Array.from(await opened.read('a')), [3]);
	await t.throwsAsync(opened.read('c'), { message: /safetensors` has no tensor `c`/ });
	await opened.close();
});

const f32 = (begin: number, end: number, count: number, dtype = 'F32') => ({
	dtype,
	shape: [count],
	data_offsets: [begin, end],
});
const eight = new Uint8Array(8);

for (const [what, make, message] of [
	[
		'an empty file',
		async () => {
			const name = path.join(folder, 'empty');
			await writeFile(name, '');
			return name;
		},
		/it has 0 bytes; fetch it again/,
	],
	[
		'a header longer than the file',
		() => file({}, eight, 5000),
		/header would be 5000 bytes, the file has 18/,
	],
	['a header over the limit', () => file({}, eight, 2 ** 40), /header would be 1099511627776 bytes/],
	['a header that is not JSON', () => file('{"x":'), /header is not JSON/],
	[
		'a truncated tensor',
		() => file({ x: f32(0, 16, 4) }, eight),
		/tensor `x` ends at byte \d+, but the file is truncated at \d+/,
	],
	['overlapping tensors', () => file({ x: f32(0, 8, 2), y: f32(4, 8, 1) }, eight), /tensor `y` overlaps `x`/],
	[
		'a shape of another size',
		() => file({ x: f32(0, 8, 3) }, eight),
		/tensor `x` has 8 bytes, which is not \[3\] of F32/,
	],
	[
		'offsets that are no numbers',
		() => file({ x: { dtype: 'F32', shape: [1], data_offsets: ['0', 4] } }, eight),
		/tensor `x` has no valid type, shape and offsets/,
	],
	[
		'offsets before the data',
		() => file({ x: { dtype: 'F32', shape: [2], data_offsets: [-8, 0] } }, eight),
		/tensor `x` has no valid type, shape/,
	],
	[
		'sides less than nothing',
		() => file({ x: { dtype: 'F32', shape: [-2, -1], data_offsets: [0, 8] } }, eight),
		/tensor `x` has no valid type, shape/,
	],
	[
		'a tensor that ends before it begins',
		() => file({ x: { dtype: 'F8', shape: [1], data_offsets: [8, 0] } }, eight),
		/tensor `x` ends at byte \d+, before it begins at \d+/,
	],
	[
		'a tensor without a type',
		() => file({ x: { shape: [2], data_offsets: [0, 8] } }, eight),
		/tensor `x` has no valid type, shape/,
	],
	['an entry of null', () => file({ x: null }, eight), /tensor `x` has no valid type, shape/],
	['a header of null', () => file('null', eight), /header is not a table of tensors/],
	['a header that is a list', () => file('[1]', eight), /header is not a table of tensors/],
	['metadata of null', () => file({ __metadata__: null }, eight), /`__metadata__` is not a table of texts/],
	['metadata of numbers', () => file({ __metadata__: { a: 1 } }, eight), /`__metadata__` is not a table/],
] as const) {
	test(`refuses ${what}`, async (t) => {
		const error = await t.throwsAsync(make().then(openSafetensors), { message });
		t.true(error.message.startsWith(`\`${folder}`));
	});
}

test('a tensor of an unknown type is refused when it is read, not before', async (t) => {
	const opened = await openSafetensors(await file({ x: f32(0, 8, 8, 'F8_E4M3') }, eight));
	await t.throwsAsync(opened.read('x'), {
		message: /tensor `x`: type `F8_E4M3` can't be read; known are F32, /,
	});
	await opened.close();
});
