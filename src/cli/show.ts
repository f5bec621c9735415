import { formatTable } from '../files/table.js';
import type { StageDescription } from '../flow/flow.js';
import { asTyped, type OptionRow } from '../options/describe.js';
import type { Preset, Recipe } from '../options/recipe.js';

export interface ShownPipeline {
	readonly name: string;
	readonly summary: string;
	/** Stages, in the order in which items pass through them. */
	readonly stages: readonly StageDescription[];
	readonly options: readonly OptionRow[];
	/** The published method whose settings the options begin with. */
	readonly recipe?: Recipe;
	/** The chosen settings for a purpose or a machine. */
	readonly preset?: Preset;
}

/** Formats `mmc show`: the stages with their types, then every option and, of a recipe's or preset's, its source. */
export function formatPipeline(pipeline: ShownPipeline, width?: number): string {
	const fit = width === undefined ? {} : { width };
	const stages = pipeline.stages.map(({ name, types, concurrency }) => [
		`  ${name}`,
		types,
		concurrency > 1 ? `×${concurrency}` : '',
	]);
	const { recipe, preset } = pipeline;
	const hasSources = recipe !== undefined || preset !== undefined;
	const options = pipeline.options.map((row) => [
		`  ${row.path}`,
		row.default ?? (row.required ? 'required' : '–'),
		...(hasSources ? [sourceOf(row, pipeline)] : []),
		[row.type, row.range].filter(Boolean).join(', '),
		[row.meaning, row.condition && `only with ${row.condition}`].filter(Boolean).join('; '),
	]);
	const stageColumns = [{ title: '  Stage' }, { title: 'In → out' }, { title: '' }];
	const titles = ['  Option', 'Default', ...(hasSources ? ['Source'] : []), 'Type and range', 'Meaning'];
	const optionColumns = titles.map((title) => ({ title }));
	return [
		`${pipeline.name}: ${pipeline.summary}\n`,
		`Stages, in order; ×n handles n items at once\n${formatTable(stageColumns, stages)}`,
		`Options, by \`--set path=value\`\n${formatTable(optionColumns, options, fit)}`,
		...(recipe ? [describeRecipe(recipe)] : []),
		...(preset ? [`Preset: ${preset.summary}.\n`] : []),
	].join('\n');
}

/** Source of the value: the preset, or its place in public code; empty if neither. */
function sourceOf({ path, default: value }: OptionRow, { recipe, preset }: ShownPipeline): string {
	const preferred = preset?.settings[path];
	if (preferred !== undefined && asTyped(preferred) === value) return 'preset';
	const [given, source] = recipe?.settings[path] ?? [];
	return source !== undefined && asTyped(given) === value ? source : '';
}

function describeRecipe({ summary, code }: Recipe): string {
	const repositories = Object.entries(code).map(([name, repository]) => `${name} is ${repository}`);
	return `Recipe: ${summary}. Of the sources, ${repositories.join(', ')}.\n`;
}

/** Formats a pipeline as a Mermaid flowchart with the types of what flows on its arrows. */
export function formatMermaid({ stages }: ShownPipeline): string {
	const nodes = stages.map(({ name, concurrency }, index) => {
		const label = concurrency > 1 ? `${name} ×${concurrency}` : name;
		return `\ts${index}[${quoteMermaid(label)}]`;
	});
	const arrows = stages.slice(1).map(({ types }, index) => {
		// A stage's input is the output of the one before, maybe under a wider name: show the latter.
		const given = outputOf(stages[index]!.types) || inputOf(types);
		return `\ts${index} -->${given === '' ? '' : `|${quoteMermaid(given)}|`} s${index + 1}`;
	});
	return [...['flowchart LR', ...nodes, ...arrows].map((line) => `${line}\n`)].join('');
}

function inputOf(types: string): string {
	return types.includes('→') ? types.slice(0, types.indexOf('→')).trim() : '';
}

/** Returns the output type. A source's types may be just its output, without an arrow. */
function outputOf(types: string): string {
	return types.slice(types.lastIndexOf('→') + 1).trim();
}

function quoteMermaid(label: string): string {
	return `"${label.replaceAll('"', '#quot;')}"`;
}
