import test from 'ava';
import { z } from 'zod';
import { formatMermaid, formatPipeline } from '../../src/cli/show.js';
import { describeOptions } from '../../src/options/describe.js';

const shown = {
	name: 'count-photos',
	summary: 'Counts photos',
	stages: [
		{ name: 'files', types: 'ImageFile', concurrency: 1 },
		{ name: 'decode', types: 'ImageFile → Photo', concurrency: 4 },
		{ name: 'count', types: 'unknown → number', concurrency: 1 },
	],
	options: describeOptions(
		z.strictObject({
			files: z.string().describe('The photos, as a glob'),
			size: z.int().min(16).default(96).describe('Side in pixels'),
			limit: z.int().optional(),
		}),
	),
};

test('stages with their types, options with default, bounds and meaning', (t) => {
	t.is(
		formatPipeline(shown),
		`count-photos: Counts photos

Stages, in order; ×n handles n items at once
  Stage   In → out
  files   ImageFile
  decode  ImageFile → Photo  ×4
  count   unknown → number

Options, by \`--set path=value\`
  Option  Default   Type and range  Meaning
  files   required  text            The photos, as a glob
  size    96        integer, ≥ 16   Side in pixels
  limit   –         integer
`,
	);
});

test('a recipe’s values name their source, until something else is given', (t) => {
	const recipe = {
		summary: 'Counting (arXiv 1234.56789)',
		code: { count: 'someone/count@abc' },
		settings: { size: [96, 'count main.py:7'], limit: [3, 'count main.py:8'] },
	} as const;
	const lines = formatPipeline({ ...shown, recipe }).split('\n');
	t.true(lines.includes('  Option  Default   Source           Type and range  Meaning'));
	t.true(lines.includes('  size    96        count main.py:7  integer, ≥ 16   Side in pixels'));
	t.true(lines.includes('  limit   –                          integer'));
	t.is(lines.at(-2), 'Recipe: Counting (arXiv 1234.56789). Of the sources, count is someone/count@abc.');
});

test('a preset’s values are named as such, over the recipe’s', (t) => {
	const recipe = { summary: 'Counting', code: {}, settings: { size: [32, 'count main.py:7'] } } as const;
	const preset = { summary: 'pocket, in a minute on one core', settings: { size: 96, limit: 3 } };
	for (const lines of [{ preset }, { recipe, preset }].map((more) =>
		formatPipeline({ ...shown, ...more }).split('\n'),
	)) {
		t.true(lines.includes('  Option  Default   Source  Type and range  Meaning'));
		t.true(lines.includes('  size    96        preset  integer, ≥ 16   Side in pixels'));
		t.true(lines.includes('  limit   –                 integer'));
		t.is(lines.at(-2), 'Preset: pocket, in a minute on one core.');
	}
});

test('what is printed fits the terminal', (t) => {
	const lines = formatPipeline(shown, 50).split('\n');
	t.true(lines.every((line) => line.length <= 50));
	t.true(lines.includes('    The photos, as a glob'));
});

test('a Mermaid graph has what flows on its arrows', (t) => {
	t.is(
		formatMermaid(shown),
		`flowchart LR
	s0["files"]
	s1["decode ×4"]
	s2["count"]
	s0 -->|"ImageFile"| s1
	s1 -->|"Photo"| s2
`,
	);
});
