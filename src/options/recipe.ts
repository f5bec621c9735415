/** Layers below a user's options: a published method, fitted to a purpose or a machine by presets. */
import { assign, isGroup, mergeOptions, type OptionValues, type Tree } from './settings.js';

/** A published method as settings, each with the place in public code that it comes from. */
export interface Recipe {
	/** One line: the method's name and paper. */
	readonly summary: string;
	/** The repositories that the sources name, each with the revision that was read: `owner/name@revision`. */
	readonly code: Readonly<Record<string, string>>;
	/** Value by path, with the repository, file and line of its source, such as `SiT main.py:40`. */
	readonly settings: Readonly<Record<string, readonly [value: unknown, source: string]>>;
}

/** Recipes by name. The option `recipe` chooses one; by default it is the first. */
export type Recipes = Readonly<Record<string, Recipe>>;

/** Settings for a purpose or a machine. */
export interface Preset {
	/** Purpose, in one line. */
	readonly summary: string;
	/** Values by path. */
	readonly settings: Readonly<Record<string, unknown>>;
}

/** Presets by name. The option `preset` chooses one. */
export type Presets = Readonly<Record<string, Preset>>;

/** Parts of a pipeline that its options begin with. */
export interface OptionLayers {
	readonly recipes?: Recipes | undefined;
	readonly presets?: Presets | undefined;
	/** Values of the pipeline itself, which fit a recipe to its purpose, such as a smaller network. */
	readonly preset?: object | undefined;
	/** Paths that express the same setting, such as `steps` and `epochs`. */
	readonly alternatives?: readonly (readonly string[])[] | undefined;
}

/**
 * Merges all values to parse, later ones over earlier ones: the chosen recipe's, the pipeline's own, the chosen
 * preset's, the given ones.
 */
export function gatherOptions(defaults: OptionLayers, given: OptionValues): OptionValues {
	const recipe = chosenRecipe(defaults, given);
	const preset = chosenPreset(defaults, given);
	return layOptions(
		defaults,
		recipe ? recipeOptions(recipe) : {},
		{ ...defaults.preset },
		preset ? nested(preset.settings) : {},
		given,
	);
}

/** Applies given values to an earlier run's: a recipe or preset that it did not have brings its own values. */
export function changedOptions(
	defaults: OptionLayers,
	earlier: OptionValues,
	given: OptionValues,
): OptionValues {
	const { recipes = {}, presets = {} } = defaults;
	const isNew = (key: string) => given[key] !== undefined && given[key] !== earlier[key];
	const recipe = isNew('recipe') && named(recipes, given.recipe);
	const preset = isNew('preset') && named(presets, given.preset);
	return layOptions(
		defaults,
		earlier,
		recipe ? recipeOptions(recipe) : {},
		preset ? nested(preset.settings) : {},
		given,
	);
}

/** Returns the recipe that the option `recipe` names; `undefined` if the pipeline has none of that name. */
export function chosenRecipe(defaults: OptionLayers, given: OptionValues): Recipe | undefined {
	const { recipes = {}, preset } = defaults;
	const { recipe = Object.keys(recipes)[0] } = mergeOptions({ ...preset }, given);
	return named(recipes, recipe);
}

/** Returns the preset that the option `preset` names; `undefined` if the pipeline has none of that name. */
export function chosenPreset(
	{ presets = {}, preset }: OptionLayers,
	given: OptionValues,
): Preset | undefined {
	return named(presets, mergeOptions({ ...preset }, given).preset);
}

/** Returns a recipe's values as one nested object. */
export function recipeOptions({ settings }: Recipe): OptionValues {
	return nested(Object.fromEntries(Object.entries(settings).map(([path, [value]]) => [path, value])));
}

function named<T>(known: Readonly<Record<string, T>>, name: unknown): T | undefined {
	return typeof name === 'string' && Object.hasOwn(known, name) ? known[name] : undefined;
}

function nested(settings: Readonly<Record<string, unknown>>): OptionValues {
	const values = {};
	for (const [path, value] of Object.entries(settings)) assign(values, path.split('.'), value);
	return values;
}

/** Merges layers, later values over earlier ones; a value that expresses the same setting replaces the earlier one. */
function layOptions({ alternatives = [] }: OptionLayers, ...layers: readonly OptionValues[]): OptionValues {
	return layers.reduce((below, layer) => {
		const replaced = alternatives.filter((ways) => ways.some((path) => has(layer, path.split('.')))).flat();
		return mergeOptions(replaced.reduce(without, below), layer);
	}, {});
}

function has(values: OptionValues, [key, ...rest]: readonly string[]): boolean {
	const value = values[key!];
	return rest.length === 0 ? value !== undefined : isGroup(value) && has(value, rest);
}

function without(values: OptionValues, path: string): OptionValues {
	const copy = structuredClone(values) as Tree;
	const keys = path.split('.');
	const group = keys
		.slice(0, -1)
		.reduce<unknown>((inner, key) => (isGroup(inner) ? inner[key] : undefined), copy);
	if (isGroup(group)) delete (group as Tree)[keys.at(-1)!];
	return copy;
}
