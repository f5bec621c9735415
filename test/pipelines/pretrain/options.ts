import test from 'ava';
import { pretrainOptions } from '../../../pipelines/pretrain/options.js';
import pretrain from '../../../pipelines/pretrain.js';
import { parseOptions } from '../../../src/options/parse.js';
import { gatherOptions } from '../../../src/options/recipe.js';

const parse = (given: object) =>
	parseOptions(pretrain.options, gatherOptions(pretrain, { data: { files: 'nowhere' }, ...given }));

const none = { weight: 0 };
const refused: Readonly<Record<string, readonly [object, RegExp]>> = {
	'no term': [
		{ reconstruction: none, distillation: none, contrast: none },
		/all terms of the loss have weight 0: give one of `reconstruction\.weight`, .*`contrast\.weight` more/,
	],
	'local views of parts of patches': [
		{ model: { patch: 16 }, views: { local: { count: 2, size: 40 } } },
		/views\.local\.size.* multiple of `model\.patch`, 16/,
	],
	'views of parts of patches': [{ model: { patch: 16 }, views: { size: 100 } }, /views\.size.* multiple/],
	'corruption that covers a view by chance': [
		{ views: { size: 64 }, model: { patch: 8 }, corruption: { align: 48 } },
		/corruption\.align.* must divide `views\.size`, 64: take 1, or `model\.patch`, 8/,
	],
};

for (const [what, [given, message]] of Object.entries(refused)) {
	test(`${what}: refused before any photo is listed`, (t) => {
		t.throws(() => parse(given), { message });
	});
}

test('what is switched off is not asked for', (t) => {
	t.notThrows(() => parse({ views: { local: { count: 0, size: 41 } } }));
	t.notThrows(() => parse({ corruption: { kind: 'none', align: 100 } }));
	t.notThrows(() => parse({ reconstruction: none, distillation: none }));
});

test('options that are added keep what is refused', (t) => {
	const extended = pretrainOptions.safeExtend({ noise: pretrainOptions.shape.epochs });
	t.throws(() => extended.parse({ data: { files: 'x' }, corruption: { align: 150 } }), {
		message: /must divide/,
	});
});
