import test from 'ava';
import { z } from 'zod';
import { describeOptions } from '../../src/options/describe.js';

const row = (schema: z.ZodType, preset?: object) =>
	describeOptions(z.strictObject({ x: schema }), { ...preset })[0];

const types: readonly (readonly [z.ZodType, string, string])[] = [
	[z.int().min(1).max(64), 'integer', '1 … 64'],
	[z.int(), 'integer', ''],
	[z.int().positive(), 'integer', '> 0'],
	[z.number().min(0).lt(1), 'number', '≥ 0 and < 1'],
	[z.int().multipleOf(8), 'integer', 'multiple of 8'],
	[z.string().min(1), 'text', 'not empty'],
	[z.string().regex(/^\d$/), 'text', 'matching /^\\d$/'],
	[z.boolean(), 'true | false', ''],
	[z.enum(['centre', 'random']), 'centre | random', ''],
	[z.union([z.literal('otsu'), z.number().min(0).max(1)]), 'otsu | number', '0 … 1'],
	[z.number().nullable(), 'number | null', ''],
	[z.tuple([z.number().min(0), z.number().min(0)]), '[number, number]', '≥ 0'],
	[z.array(z.int().positive()).min(1), '[integer, …]', '1 or more items, > 0'],
	[z.array(z.string()).min(1).max(3), '[text, …]', '1 … 3 items'],
	[z.record(z.string(), z.number()), '{name: number, …}', ''],
	[z.string().transform(Number), 'text', ''],
];

for (const [schema, type, range] of types) {
	test(`${type}${range === '' ? '' : `, ${range}`}`, (t) => {
		t.like(row(schema), { path: 'x', type, range, required: true });
	});
}

const model = z.strictObject({
	patch: z.int().default(16).describe('Side of a patch, in pixels'),
	weights: z.string().optional(),
});

test('groups become dotted paths, with defaults and meanings', (t) => {
	t.deepEqual(describeOptions(z.strictObject({ model: model.prefault({}), files: z.string() })), [
		{
			path: 'model.patch',
			type: 'integer',
			default: '16',
			required: false,
			range: '',
			meaning: 'Side of a patch, in pixels',
			condition: '',
		},
		{
			path: 'model.weights',
			type: 'text',
			default: undefined,
			required: false,
			range: '',
			meaning: '',
			condition: '',
		},
		{
			path: 'files',
			type: 'text',
			default: undefined,
			required: true,
			range: '',
			meaning: '',
			condition: '',
		},
	]);
});

test("a default nearer to the root wins over the schema's own, and the preset over both", (t) => {
	const patch = (schema: z.ZodType, preset?: object) => describeOptions(schema, { ...preset })[0]?.default;
	const schema = z.strictObject({ model: model.prefault({ patch: 14 }) });
	t.is(patch(schema), '14');
	t.is(patch(schema, { model: { patch: 8 } }), '8');
	t.is(patch(schema, { model: { weights: 'w' } }), '14');
});

test('a preset value makes an option one that need not be given', (t) => {
	t.like(row(z.string(), { x: 'photos/*.jpg' }), { default: 'photos/*.jpg', required: false });
	t.like(row(z.string(), { x: '' }), { default: '""' });
});

test('an option that only one form of a group has says so', (t) => {
	const dataset = z.discriminatedUnion('kind', [
		z.strictObject({ kind: z.literal('coco'), root: z.string().describe('Its folder') }),
		z.strictObject({ kind: z.literal('voc'), root: z.string(), year: z.int().default(2012) }),
	]);
	const rows = describeOptions(z.strictObject({ dataset }));
	t.deepEqual(
		rows.map(({ path, type, condition }) => [path, type, condition]),
		[
			['dataset.kind', 'coco | voc', ''],
			['dataset.root', 'text', ''],
			['dataset.year', 'integer', 'kind=voc'],
		],
	);
	t.is(rows[1]?.meaning, 'Its folder');
});
