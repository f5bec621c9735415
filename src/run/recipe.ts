/** Published methods as option values of one pipeline, each with the place in public code that it comes from. */
import { assign, mergeOptions, type OptionValues } from './settings.js';

/** A method as settings. */
export interface Recipe {
	/** One line: the method's name and paper. */
	readonly summary: string;
	/** The repositories that the sources name, each with the revision that was read: `owner/name@revision`. */
	readonly code: Readonly<Record<string, string>>;
	/** By path: the value, and the repository, file and line that has it, such as `SiT main.py:40`. */
	readonly settings: Readonly<Record<string, readonly [value: unknown, source: string]>>;
}

/** Recipes by name. The option `recipe` chooses one; where it is not given, the first holds. */
export type Recipes = Readonly<Record<string, Recipe>>;

/** What of a pipeline its options begin with. */
export interface Beginnings {
	readonly recipes?: Recipes | undefined;
	/** A pipeline's own values: what of a recipe is fitted to its purpose, such as a smaller network. */
	readonly preset?: object | undefined;
}

/** All values to be parsed, the later over the earlier: the chosen recipe's, the pipeline's preset, the given ones. */
export function gatherOptions({ recipes, preset }: Beginnings, given: OptionValues): OptionValues {
	const recipe = chosenRecipe({ recipes, preset }, given);
	return mergeOptions(recipe ? recipeOptions(recipe) : {}, { ...preset }, given);
}

/** The recipe that the option `recipe` names; undefined where the pipeline has none of that name. */
export function chosenRecipe({ recipes = {}, preset }: Beginnings, given: OptionValues): Recipe | undefined {
	const { recipe = Object.keys(recipes)[0] } = mergeOptions({ ...preset }, given);
	return typeof recipe === 'string' && Object.hasOwn(recipes, recipe) ? recipes[recipe] : undefined;
}

/** A recipe's values as one nested object. */
export function recipeOptions({ settings }: Recipe): OptionValues {
	const values = {};
	for (const [path, [value]] of Object.entries(settings)) assign(values, path.split('.'), value);
	return values;
}
