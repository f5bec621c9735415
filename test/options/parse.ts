import test from 'ava';
import { z } from 'zod';
import { OptionsError, optionsHash, parseOptions } from '../../src/options/parse.js';

const schema = z
	.strictObject({
		model: z
			.strictObject({
				patch: z.int().min(4).max(32).default(16),
				kind: z.enum(['vit-tiny', 'vit-small']).default('vit-small'),
			})
			.prefault({}),
		data: z.strictObject({ files: z.string().describe('The photos, as a glob') }),
		sizes: z.array(z.int().positive()).default([64]),
		threshold: z.union([z.literal('otsu'), z.number().max(1)]).default('otsu'),
		dataset: z
			.discriminatedUnion('kind', [
				z.strictObject({ kind: z.literal('coco'), root: z.string() }),
				z.strictObject({ kind: z.literal('voc'), root: z.string(), year: z.int().default(2012) }),
			])
			.optional(),
		steps: z.int().optional(),
		epochs: z.int().optional(),
	})
	.refine(({ steps, epochs }) => steps === undefined || epochs === undefined, {
		message: 'give `steps` or `epochs`, not both',
	});

const data = { files: '*.jpg' };

test('defaults are filled in', (t) => {
	t.deepEqual(parseOptions(schema, { data }), {
		model: { patch: 16, kind: 'vit-small' },
		data,
		sizes: [64],
		threshold: 'otsu',
	});
});

const refused: readonly (readonly [object, string])[] = [
	[{ model: { pach: 8 } }, 'Unknown option `model.pach`: did you mean `model.patch`?'],
	[{ patch: 8 }, 'Unknown option `patch`: did you mean `model.patch`?'],
	[{ modle: { patch: 8 } }, 'Unknown option `modle`: did you mean `model`?'],
	[{ somethingElseAltogether: 8 }, 'Unknown option `somethingElseAltogether`'],
	[{ model: { patch: 64 } }, 'Option `model.patch`: expected integer, 4 … 32, got `64`'],
	[{ model: { patch: 4.5 } }, 'Option `model.patch`: expected integer, 4 … 32, got `4.5`'],
	[{ model: { patch: 'x' } }, 'Option `model.patch`: expected integer, 4 … 32, got `x`'],
	[{ threshold: 2 }, 'Option `threshold`: expected otsu | number, ≤ 1, got `2`'],
	[
		{ model: { patch: '.8e1' } },
		'Option `model.patch`: expected integer, 4 … 32, got `.8e1`: write it as `8`, without quotes',
	],
	[{ model: { kind: 'vit-huge' } }, 'Option `model.kind`: expected vit-tiny | vit-small, got `vit-huge`'],
	[{ model: 3 }, 'Option `model`: expected a group of options, got `3`'],
	[{ sizes: [64, 0] }, 'Option `sizes.1`: expected [integer, …], > 0, got `0`'],
	[
		{ data: { files: 7 } },
		'Option `data.files`: expected text, got `7`: quote it, as in `--set \'data.files="7"\'`',
	],
	[
		{ data: {} },
		'Option `data.files` is required (text: The photos, as a glob): give it by `--set data.files=…`',
	],
	[{ dataset: { kind: 'vco', root: '.' } }, 'Option `dataset.kind`: expected coco | voc, got `vco`'],
	[
		{ dataset: { kind: 'coco', root: '.', year: 2007 } },
		'Option `dataset.year` applies only with `kind=voc`',
	],
	[{ steps: 1, epochs: 1 }, 'Options: give `steps` or `epochs`, not both'],
];

for (const [values, message] of refused) {
	test(message, (t) => {
		t.throws(() => parseOptions(schema, { data, ...values }), { instanceOf: OptionsError, message });
	});
}

test('a required option in a missing group is named by its whole path', (t) => {
	t.throws(() => parseOptions(schema, {}), { message: /^Option `data\.files` is required/ });
});

test('every trouble has its line, and the last says where options are listed', (t) => {
	const error = t.throws(() => parseOptions(schema, { data, model: { patch: 64, pach: 8 } }, 'pretrain'));
	t.deepEqual(error?.message.split('\n'), [
		'Option `model.patch`: expected integer, 4 … 32, got `64`',
		'Unknown option `model.pach`: did you mean `model.patch`?',
		'`mmc show pretrain` lists all options.',
	]);
});

test('the hash depends on values, not on the order of keys', (t) => {
	const hash = optionsHash({ a: 1, b: { c: [1, 2], d: 'x' } });
	t.is(hash, optionsHash({ b: { d: 'x', c: [1, 2] }, a: 1 }));
	t.not(hash, optionsHash({ a: 1, b: { c: [2, 1], d: 'x' } }));
	// printf '{"a":1,"b":{"c":[1,2],"d":"x"}}' | sha256sum
	t.is(hash, '402a3ca52530');
});
